"""Keeps the one list of suggestions: made from the picture, accepted in the ledger, undone, dismissed,
expired."""

from florin.customer.suggestions.service.carrying import Action, Done, carry_out, take_back
from florin.customer.suggestions.service.deciding import UNDOABLE, accept, ask_undo, dismiss, fingerprint
from florin.customer.suggestions.service.making import on_picture, proposal_json, proposed, refresh, unwelcome
from florin.customer.suggestions.service.told import TOLD, listed, moves_money, one

__all__ = [
    "TOLD",
    "UNDOABLE",
    "Action",
    "Done",
    "accept",
    "ask_undo",
    "carry_out",
    "dismiss",
    "fingerprint",
    "listed",
    "moves_money",
    "on_picture",
    "one",
    "proposal_json",
    "proposed",
    "refresh",
    "take_back",
    "unwelcome",
]
