"""The words that banks put above their columns and into their cells, in many languages, without accents."""

from __future__ import annotations

import re
import unicodedata


def _names(text: str) -> tuple[str, ...]:
    """The names of a list that commas part and lines wrap."""
    return tuple(" ".join(text.split()).split(", "))


# For each role the headings that mean it, the surest first.
_HEADINGS = {
    "booked": """
        booking date, posted date, posting date, post date, date posted, completed date, buchungsdatum,
        buchungstag, datum der buchung, buchung, date de comptabilisation, date comptable, date d operation,
        date operation, dateop, fecha contable, fecha de operacion, fecha operacion, data contabile, data
        operazione, data di registrazione, boekingsdatum, boekdatum, data ksiegowania, data operacji, data
        lancamento, data do lancamento, data movimento, data mov, bokforingsdag, bokforingsdatum,
        bogforingsdato, bokfort dato, kirjauspaiva, datum zauctovani, datum provedeni, konyveles datuma,
        date, datum, fecha, data, dato, paivamaara, transaction date, transactiedatum, transaktionsdatum,
        trans date, date of transaction, datum der transaktion, umsatzdatum, belegdatum, kaufdatum, date de
        transaction, date de l operation, fecha transaccion, data transakcji, data transacao, journaldate,
        journal date, created, created date utc, created date, date started utc, started date, settlement
        date, date completed utc, effective date, date time, datetime, order date, timestamp, transdate,
        datum uhrzeit
    """,
    "value": """
        value date, valuta, valutadatum, wertstellung, wertstellungstag, wert, date de valeur, date valeur,
        dateval, fecha valor, fecha de valor, data valuta, rentedatum, valutatag, data waluty, data valor,
        interest date, valuteringsdag, arvopaiva
    """,
    "amount": """
        amount, betrag, umsatz, montant, importe, importo, bedrag, transactiebedrag, kwota, valor, belopp,
        belob, belop, maara, castka, osszeg, netamount, net amount, amount net, net, netto, transaction
        amount, amount transaction currency, billing amount, montant de l operation, summe, total, kwota
        operacji, kwota transakcji, montante, quantia, movimento, amt, value, monto, gross
    """,
    "debit": """
        debit, debits, debit amount, withdrawal, withdrawals, withdrawal amount, withdrawn, paid out, money
        out, soll, ausgang, belastung, belastungen, lastschrift, ausgabe, ausgaben, montant debit, depense,
        debito, cargo, cargos, adeudo, dare, uscite, addebiti, addebito, af, obciazenia, rechnungsbetrag
        ausgehend, zahlungsbetrag ausgehend, out, payments, debet, spent
    """,
    "credit": """
        credit, credits, credit amount, deposit, deposits, deposit amount, deposited, paid in, money in,
        haben, gutschrift, gutschriften, eingang, einnahme, einnahmen, montant credit, recette, credito,
        abono, abonos, haber, avere, entrate, accrediti, accredito, bij, uznania, rechnungsbetrag eingehend,
        zahlungsbetrag eingehend, in, receipts, kredit, received
    """,
    "mark": """
        debit credit, debit credit indicator, credit debit, credit debit indicator, dr cr, cr dr, d c, dc, c
        d, s h, soll haben, sh, af bij, bij af, debet credit, sens, transaction type, type, drcr, credit or
        debit, direction, dare avere, umsatzart
    """,
    "balance": """
        balance, running balance, runningbalance, saldo, kontostand, solde, balance after, account balance,
        saldo nach buchung, saldo na trn, saldo na mutatie, saldo dopo operazione, saldo po operacji, saldo
        po transakcji, verfugbares guthaben, ledger balance, balance amount, resulting balance, zustatek,
        egyenleg, saldo contabile, saldo disponible
    """,
    "currency": """
        currency, ccy, currency code, wahrung, waehrung, devise, divisa, moneda, moeda, muntsoort, munt,
        waluta, valuta, monn, monnaie, mena, deviza, payment currency, zahlungswahrung, wahrung der karte,
        curr, transaction currency
    """,
    "status": """
        status, state, etat, estado, stato, statut, info, buchungsstatus, transaction status, tila
    """,
    "counterparty": """
        counterparty, counterparty name, payee, payee name, merchant, merchant name, partner name,
        auftraggeber empfanger, auftraggeber zahlungsempfanger, auftraggeber beguenstigter, auftraggeber
        begunstigter, beguenstigter zahlungspflichtiger, begunstigter zahlungspflichtiger, empfanger,
        empfaenger, zahlungsempfanger, zahlungsbeteiligter, name zahlungsbeteiligter, zahlungspflichtige r,
        zahlungsempfanger in, beneficiary, beneficiary name, beneficiaire, beneficiario, ordenante,
        ordinante beneficiario, tiers, contrepartie, naam tegenpartij, tegenpartij, tegenrekening naam, naam
        tegenrekening, nadawca odbiorca, odbiorca nadawca, dane kontrahenta, kontrahent, nazwa odbiorcy
        nadawcy, name, supplier, counter party, vendor, motpart, saaja maksaja, source name, name des
        partners, partner
    """,
    "counterparty_account": """
        partner iban, counterparty iban, counterparty account, iban zahlungsbeteiligter, kontonummer iban,
        gegenkonto, tegenrekening, tegenrekening iban bban, tegenrekening iban, number, iban, rachunek,
        numer rachunku nadawcy odbiorcy, numer konta, iban empfanger, payee account number, to account,
        compte contrepartie, cuenta contrapartida, account number counterparty
    """,
    "account": """
        account number, account, account no, account name, accountname, auftragskonto, iban auftragskonto,
        bezeichnung auftragskonto, kontonummer, konto, kontoname, compte, numero de compte, cuenta,
        rekening, rekeningnummer, iban bban, produit, conto, rachunek wlasny, conta, card no, card number,
        card, account id, own account, kreditkarte, tili, iban auftraggeber
    """,
    "text": """
        description, transaction description, details, transaction details, memo, narrative, narration,
        particulars, buchungstext, verwendungszweck, beschreibung, libelle, libelle operation, concepto,
        concepto ampliado, descrizione, descrizione operazione, causale, omschrijving, naam omschrijving,
        mededelingen, opis, opis operacji, opis transakcji, tytul, tytulem, descricao, historico, historico
        lancamento, desc, reason, communication, communications, message, meddelelse, viesti, text, tekst,
        notes, note, items, payment reference, zahlungsreferenz, label, wording, betreff, vorgang,
        remittance information, observaciones, movimiento, selite, original description, transaction, more
        details, specification, additional description, kategorie text, comment, comments, informations
        complementaires, detail, merchant description, statement description, category, kategorie,
        categorie, categoria
    """,
    "reference": """
        reference, referenz, kundenreferenz, kundenreferenz end to end, customer reference, check number,
        checknumber, check, check no, cheque number, cheque no, chq no, num, number of cheque, ref, ref no,
        reference number, reference no, sepa reference, transactiereferentie, referencia, riferimento,
        numero referencia, referens, transaction reference, bank reference, end to end id, invoice number,
        reference id
    """,
    "bank_id": """
        transaction id, transactionid, transaktions id, transaktionsnummer, fitid, id, unique id, order id,
        n de transaction, no de transaction, numero de transaction, id transaccion, id transakcji, volgnr,
        id operace, transactienummer, arkivointitunnus, archive id
    """,
    "fee": """
        fee, fees, gebuhr, gebuhren, frais, commission, comision, fee amount, charges
    """,
    "type": """
        type, transaction type, art der transaktion, transaktionstyp, mutatiesoort, code, typ, trans type
    """,
}
HEADINGS = {role: _names(names) for role, names in _HEADINGS.items()}
# A single word that tells the role of a heading which is not in the list.
_WORDS = {
    "debit": {"debit", "debito", "withdrawal", "withdrawals", "outgoing"},
    "credit": {"credit", "credito", "deposit", "deposits", "incoming"},
    "balance": {"balance", "saldo", "solde", "kontostand"},
    "value": {"valuta", "valeur", "wertstellung"},
    "booked": {"date", "datum", "fecha", "dato"},
    "amount": {"amount", "betrag", "montant", "importe", "importo", "bedrag", "kwota", "belopp"},
}
_ELSEWHERE = {
    *(
        "original",
        "foreign",
        "exchange",
        "instructed",
        "fremd",
        "converted",
        "refunded",
        "fee",
        "tax",
        "rate",
        "card",
    ),
    *(
        "limit",
        "due",
        "expiry",
        "birth",
        "minimum",
        "vat",
        "available",
        "type",
        "mandate",
        "number",
        "disputed",
    ),
}
_BY_WORD_RANK = 1000
_NUMBERED_TEXT = re.compile(
    r"(description|vwz|verwendungszweck|omschrijving|transaction ref|libelle|memo|concepto) ?\d{1,2}"
)
_BRACKETED_CURRENCY = re.compile(
    r"[(\[]\s*([A-Za-z]{3}|€|\$|£)\s*[)\]]|\b(?:in|en) (EUR|USD|GBP|CHF|PLN|€)\s*$"
)
_SYMBOLS = {"€": "EUR", "$": "USD", "£": "GBP"}

OUTGOING = _names(
    """
    -, adeudo, af, ausgang, belastung, cargo, d, dare, db, dbit, deb, debet, debit, debito, debits, dr,
    expense, money out, obciazenie, out, payment out, s, sent, soll, sortie, withdrawal
    """
)

INCOMING = _names(
    """
    +, abono, avere, bij, c, cr, crdt, cre, credit, credito, credits, deposit, eingang, entree,
    gutschrift, h, haben, in, income, kredit, money in, payment in, received, uznanie
    """
)

_PENDING = _names(
    """
    pending, processing, authori, vorgemerkt, en attente, pendiente, in attesa, hold, in bearbeitung,
    oczekuj, reserv, gereserveerd, w toku, uncleared, temporary, pendente
    """
)
_VOID = _names(
    """
    cancel, declin, fail, revert, refused, storniert, abgelehnt, void, rejected, refuse, annul,
    rechazad, odrzucon, expired, unpaid, fehlgeschlagen
    """
)
_SUMMARY = _names(
    """
    total, summe, saldo, balance, somme, totale, totaal, suma, razem, kontostand, solde, anzahl, end of,
    ende, generated, page, disclaimer, opening, closing, subtotal, beginning, report
    """
)
_KINDS = {
    "refund": "refund", "refunded": "refund", "returned": "refund", "reversal": "refund",
    "chargeback": "refund", "rucklastschrift": "refund", "erstattung": "refund",
    "fee": "fee", "charge": "fee", "gebuhr": "fee", "interest": "interest", "zins": "interest",
    "dividend": "dividend", "atm": "cash", "cash": "cash", "check": "cheque", "cheque": "cheque",
    "direct debit": "direct_debit", "lastschrift": "direct_debit", "salary": "salary",
    "payroll": "salary", "card": "card", "pos": "card", "transfer": "transfer",
    "uberweisung": "transfer", "ach": "transfer", "prelevement": "direct_debit", "virement": "transfer",
}  # fmt: skip


def plain(text: str) -> str:
    """Lower case, without accents and signs, single spaces."""
    flat = unicodedata.normalize(
        "NFKD", text.replace("ł", "l").replace("Ł", "L").replace("ß", "ss").replace("ø", "o")
    )
    letters = "".join(
        char if char.isalnum() else " " for char in flat.lower() if not unicodedata.combining(char)
    )
    return " ".join(letters.split())


def roles_of_heading(heading: str) -> dict[str, int]:
    """Each role that this heading may have, with its rank there (0 the surest)."""
    said = plain(re.sub(_BRACKETED_CURRENCY, " ", heading))
    found = {role: names.index(said) for role, names in HEADINGS.items() if said in names}
    found = found or _roles_by_order(said)
    if _NUMBERED_TEXT.fullmatch(said):
        found["text"] = 0
    return found or _roles_by_word(said)


def _roles_by_order(said: str) -> dict[str, int]:
    """The same headings with their words the other way round, such as payee/payer for payer/payee."""
    words = sorted(said.split())
    if len(words) < 2:
        return {}
    turned = {
        role: [n for n, name in enumerate(names) if sorted(name.split()) == words]
        for role, names in HEADINGS.items()
    }
    return {role: ranks[0] for role, ranks in turned.items() if ranks}


def _roles_by_word(said: str) -> dict[str, int]:
    """What one word of a longer heading says, unless another says that it is about something else."""
    words = set(said.split())
    if len(words) > 5 or words & _ELSEWHERE:
        return {}
    return next(({role: _BY_WORD_RANK} for role, names in _WORDS.items() if words & names), {})


def currency_of_heading(heading: str) -> str | None:
    """The currency of "Amount (EUR)"."""
    found = _BRACKETED_CURRENCY.search(heading)
    if not found:
        return None
    said = found[1] or found[2]
    return _SYMBOLS.get(said) or said.upper()


def status_of(said: str) -> str:
    """What a status cell means: booked, pending, or void where no money moved."""
    text = plain(said)
    if any(word in text for word in _VOID):
        return "void"
    return "pending" if any(word in text for word in _PENDING) else "booked"


def is_summary(cells: list[str]) -> bool:
    """Whether a row without a date sums up or closes the list."""
    text = plain(" ".join(cells))
    return any(word in text for word in _SUMMARY)


def kind_of(said: str) -> str | None:
    """The kind that a type cell names."""
    text = plain(said)
    return next(
        (kind for word, kind in _KINDS.items() if word in text.split() or (" " in word and word in text)),
        None,
    )
