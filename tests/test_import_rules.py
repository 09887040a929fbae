"""The import rules of pyproject.toml catch what they should: each planted violation breaks its contract."""

import os
import subprocess
import sys
from pathlib import Path

import grimp
import pytest
from importlinter.api import read_configuration
from importlinter.configuration import configure
from importlinter.contracts.forbidden import ForbiddenContract
from importlinter.contracts.independence import IndependenceContract
from importlinter.contracts.layers import LayersContract
from importlinter.contracts.protected import ProtectedContract

ROOT = Path(__file__).parent.parent
FLOORS = (
    "app",
    "assistant demo",
    "products",
    "customer",
    "ledger",
    "identity",
    "market law language simulation",
    "ports",
    "learning",
    "quant",
    "kernel",
)
KINDS = {
    "layers": LayersContract,
    "forbidden": ForbiddenContract,
    "independence": IndependenceContract,
    "protected": ProtectedContract,
}
# Enough of a house to break each rule in: the graph is what import-linter would read from such files.
MODULES = [
    *(f"florin.{folder}" for floor in FLOORS for folder in floor.split()),
    *(f"florin.app.{name}" for name in ("api", "cli", "wiring")),
    *(f"florin.ledger.{name}" for name in ("api", "cli", "workflow", "service", "model", "rules", "tables")),
    *(f"florin.customer.suggestions{name}" for name in ("", ".api", ".cli", ".service", ".rules")),
    *(f"florin.products.{name}" for name in ("credit", "credit.rules", "credit.service", "wealth")),
    *(f"florin.ports.keys{name}" for name in ("", ".aws", ".embedded")),
    *("florin.kernel.database", "florin.kernel.work", "florin.quant.rates", "florin.market.rates"),
    *("florin.ledger.statements", "florin.ledger.statements.ofx", "florin.simulation.sample"),
]


@pytest.fixture(scope="module")
def contracts() -> dict[str, object]:
    """The contracts of pyproject.toml by their ids."""
    configure()
    configuration = read_configuration(str(ROOT / "pyproject.toml"))
    session = configuration["session_options"]
    return {
        options["id"]: KINDS[options["type"]](options["name"], session, options)
        for options in configuration["contracts_options"]
    }


def broken(
    contracts: dict[str, object], *imports: tuple[str, str], modules: tuple[str, ...] = ()
) -> set[str]:
    """The ids of the contracts that a house with these imports breaks."""

    def graph() -> grimp.ImportGraph:
        made = grimp.ImportGraph()
        for module in ("florin", *MODULES, *modules):
            made.add_module(module)
        for importer, imported in imports:
            if not imported.startswith("florin") and imported not in made.modules:
                made.add_module(imported, is_squashed=True)
            made.add_import(importer=importer, imported=imported, line_number=1, line_contents="import")
        return made

    return {name for name, contract in contracts.items() if not contract.check(graph(), verbose=False).kept}  # pyright: ignore[reportAttributeAccessIssue]


def test_a_house_without_imports_breaks_nothing(contracts):
    assert broken(contracts) == set()


def test_a_new_folder_fails_until_it_is_placed(contracts):
    assert broken(contracts, modules=("florin.payments",)) == {"floors"}


@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        (importer, imported)
        for floor, importers in enumerate(FLOORS)
        for higher in FLOORS[:floor]
        for importer in importers.split()
        for imported in higher.split()
    ],
)
def test_no_floor_imports_a_higher_one(contracts, importer: str, imported: str):
    assert "floors" in broken(contracts, (f"florin.{importer}", f"florin.{imported}"))


@pytest.mark.parametrize(
    ("importer", "imported", "contract"),
    [
        ("florin.demo", "florin.assistant", "floors"),
        ("florin.market", "florin.law", "floors"),
        ("florin.language", "florin.simulation", "floors"),
        ("florin.products.credit", "florin.products.wealth", "products"),
        ("florin.ledger.rules", "florin.ledger.service", "slices"),
        ("florin.ledger.rules", "florin.ledger.model", "slices"),
        ("florin.ledger.service", "florin.ledger.workflow", "slices"),
        ("florin.ledger.service", "florin.ledger.api", "slices"),
        ("florin.ledger.api", "florin.ledger.cli", "slices"),
        ("florin.customer.suggestions.service", "florin.customer.suggestions.api", "slices"),
        ("florin.products.credit.rules", "florin.products.credit.service", "slices"),
        ("florin.ledger.rules", "sqlalchemy", "pure"),
        ("florin.customer.suggestions.rules", "fastapi", "pure"),
        ("florin.products.credit.rules", "psycopg", "pure"),
        ("florin.ledger.rules", "florin.kernel.database", "pure"),
        ("florin.ledger.rules", "florin.ports.keys", "pure"),
        ("florin.quant.rates", "sqlalchemy", "pure"),
        ("florin.simulation.sample", "sqlalchemy", "pure"),
        ("florin.ledger.statements.ofx", "sqlalchemy", "pure"),
        ("florin.ports.keys.embedded", "boto3", "cloud"),
        ("florin.app.wiring", "botocore", "cloud"),
        ("florin.ledger.service", "florin.ports.keys.embedded", "adapters"),
        ("florin.app.api", "florin.ports.keys.aws", "adapters"),
    ],
)
def test_a_planted_import_breaks_its_contract(contracts, importer: str, imported: str, contract: str):
    assert contract in broken(contracts, (importer, imported))


def test_rules_may_not_reach_the_database_by_a_detour(contracts):
    detour = (("florin.ledger.rules", "florin.ledger.tables"), ("florin.ledger.tables", "sqlalchemy"))
    assert broken(contracts, *detour) == {"pure"}


@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        ("florin.ports.keys.aws", "boto3"),
        ("florin.app.wiring", "florin.ports.keys.aws"),
        ("florin.app.wiring", "florin.ports.keys.embedded"),
        ("florin.app.cli", "florin.app.api"),
        ("florin.ledger.service", "florin.ports.keys"),
        ("florin.ledger.service", "sqlalchemy"),
        ("florin.products.credit", "florin.customer.suggestions"),
    ],
)
def test_what_is_meant_to_be_allowed_is(contracts, importer: str, imported: str):
    assert broken(contracts, (importer, imported)) == set()


def test_the_command_reads_files_and_fails_on_an_unplaced_folder(tmp_path: Path):
    for folder in ("", "app", "kernel", "market", "payments", "ports"):
        (tmp_path / "florin" / folder).mkdir(exist_ok=True)
        (tmp_path / "florin" / folder / "__init__.py").touch()
    for file in ("app/wiring.py", "kernel/database.py", "kernel/work.py", "market/rates.py"):
        (tmp_path / "florin" / file).touch()
    command = [Path(sys.executable).with_name("lint-imports"), "--no-logo", "--no-cache"]
    configured = [*command, "--config", ROOT / "pyproject.toml"]
    environment = os.environ | {"PYTHONPATH": str(tmp_path)}
    ran = subprocess.run(
        configured, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 1
    assert "florin.payments" in ran.stdout, ran.stdout + ran.stderr
