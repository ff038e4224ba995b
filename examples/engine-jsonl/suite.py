#!/usr/bin/env python3
"""The ledger's rules from outside: drives `./lastro engine --jsonl` and checks what it answers.

Run it from anywhere: python3 examples/engine-jsonl/suite.py
LASTRO_ENGINE may name another command that speaks the same lines (words as for a shell).
Needs Python 3.8 or later and nothing else. The lines are explained in docs/engine-jsonl.md.
"""

import json
import os
import pathlib
import shlex
import subprocess
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BRL = 986
SECOND = 1_000_000_000
DAY = 86_400 * SECOND
AMOUNT_MAX = 2**63 - 1
BANK, ALICE, BOB = 1, 2, 3
OPERATORS = ["ana", "rui"]


class Engine:
    """A running engine; one request, one reply."""

    def __init__(self):
        command = os.environ.get("LASTRO_ENGINE")
        words = shlex.split(command) if command else [str(ROOT / "lastro"), "engine", "--jsonl"]
        self.process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def line(self, text):
        """Sends a line as it is and returns the reply."""
        data = text if isinstance(text, bytes) else text.encode()
        self.process.stdin.write(data + b"\n")
        self.process.stdin.flush()
        reply = self.process.stdout.readline()
        if not reply:
            raise EOFError("the engine ended, exit status %s" % self.process.wait())
        return json.loads(reply)

    def ask(self, op, **members):
        return self.line(json.dumps({"op": op, **members}))

    def close(self):
        self.process.stdin.close()
        status = self.process.wait()
        self.process.stdout.close()
        return status


class LedgerCase(unittest.TestCase):
    """A fresh ledger at 1 s with three accounts, and 1000 on Alice's."""

    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.engine = Engine()

    @classmethod
    def tearDownClass(cls):
        assert cls.engine.close() == 0

    def setUp(self):
        self.ask("reset", setTimeNs=str(SECOND))
        self.ask(
            "createAccounts",
            events=[
                {"id": BANK, "ledger": BRL, "code": 1},
                {"id": ALICE, "ledger": BRL, "code": 2, "flags": ["debitsMustNotExceedCredits"]},
                {"id": BOB, "ledger": BRL, "code": 2},
            ],
        )
        self.assertEqual(self.create(self.transfer(1, BANK, ALICE, 1000)), ["created"])

    def ask(self, op, **members):
        reply = self.engine.ask(op, **members)
        self.assertNotIn("error", reply)
        return reply

    def error(self, op, **members):
        return self.engine.ask(op, **members)["error"]["code"]

    @staticmethod
    def transfer(number, debit, credit, amount, *flags, **others):
        return {
            "id": str(number),
            "debitAccountId": str(debit),
            "creditAccountId": str(credit),
            "amount": str(amount),
            "ledger": BRL,
            "code": 1,
            "flags": list(flags),
            **others,
        }

    @staticmethod
    def resolve(number, hold, amount, *flags):
        return {"id": str(number), "pendingId": str(hold), "amount": str(amount), "flags": list(flags)}

    def results(self, *events, **members):
        return self.ask("createTransfers", events=list(events), **members)["results"]

    def create(self, *events, **members):
        return [result["result"] for result in self.results(*events, **members)]

    def command(self, **members):
        members = {"accountId": str(ALICE), "who": "ana", "why": "suite", **members}
        return self.ask("admin", events=[members])["results"][0]

    def balances(self, account):
        found = self.ask("lookupAccounts", ids=[str(account)])["accounts"][0]
        names = ("debitsPending", "debitsPosted", "creditsPending", "creditsPosted")
        return tuple(int(found[name]) for name in names)

    def hold(self, number):
        found = self.ask("lookupTransfers", ids=[str(number)])["transfers"][0]
        return found["state"], int(found["captured"]), int(found["remaining"])


class Holds(LedgerCase):
    def test_hold_captured_twice_and_rest_voided(self):
        self.create(self.transfer(10, ALICE, BOB, 500, "pending"))
        self.assertEqual(self.balances(ALICE), (500, 0, 0, 1000))
        self.assertEqual(self.hold(10), ("pending", 0, 500))
        self.create(self.resolve(11, 10, 200, "postPending", "keepRemainder"))
        self.assertEqual(self.hold(10), ("capturedInPart", 200, 300))
        self.create(self.resolve(12, 10, 100, "postPending", "keepRemainder"))
        self.assertEqual(self.hold(10), ("capturedInPart", 300, 200))
        released = self.results(self.resolve(13, 10, 0, "voidPending"))[0]
        self.assertEqual((released["result"], released["amount"]), ("created", "200"))
        self.assertEqual(self.hold(10), ("voided", 300, 0))
        self.assertEqual(self.balances(ALICE), (0, 300, 0, 1000))
        self.assertEqual(self.balances(BOB), (0, 0, 0, 300))

    def test_captures_never_exceed_the_hold(self):
        self.create(self.transfer(10, ALICE, BOB, 500, "pending"))
        capture = ("postPending", "keepRemainder")
        self.assertEqual(self.create(self.resolve(11, 10, 0, *capture)), ["captureMustNotBeZero"])
        self.assertEqual(self.create(self.resolve(12, 10, 400, *capture)), ["created"])
        self.assertEqual(self.create(self.resolve(13, 10, 101, *capture)), ["exceedsPendingTransferAmount"])
        self.assertEqual(self.create(self.resolve(14, 10, 100, *capture)), ["created"])
        self.assertEqual(self.hold(10), ("posted", 500, 0))
        self.assertEqual(self.create(self.resolve(15, 10, 0, "voidPending")), ["pendingTransferAlreadyPosted"])

    def test_post_of_all_there_is(self):
        self.create(self.transfer(10, ALICE, BOB, 500, "pending"))
        self.assertEqual(self.results(self.resolve(11, 10, AMOUNT_MAX, "postPending"))[0]["amount"], "500")
        self.assertEqual(self.create(self.resolve(11, 10, AMOUNT_MAX, "postPending")), ["exists"])
        self.assertEqual(self.balances(BOB), (0, 0, 0, 500))

    def test_money_that_is_held_cannot_be_spent(self):
        self.create(self.transfer(10, ALICE, BOB, 600, "pending"))
        self.assertEqual(self.create(self.transfer(11, ALICE, BOB, 401)), ["exceedsCredits"])
        self.assertEqual(self.create(self.transfer(12, ALICE, BOB, 400)), ["created"])


class Expiry(LedgerCase):
    def hold_at(self, instant, timeout):
        self.ask("setTimeNs", value=str(instant))
        self.results(self.transfer(10, ALICE, BOB, 500, "pending", timeout=timeout))
        return int(self.ask("lookupTransfers", ids=["10"])["transfers"][0]["expiresAt"])

    def test_read_sees_the_end_at_the_nanosecond(self):
        ends = self.hold_at(10 * SECOND, 2)
        self.assertEqual(ends, 12 * SECOND)
        self.ask("setTimeNs", value=str(ends - 1))
        self.assertEqual(self.hold(10), ("pending", 0, 500))
        self.ask("advanceNs", value="1")
        self.assertEqual(self.hold(10), ("expired", 0, 0))
        self.assertEqual(self.balances(ALICE), (0, 0, 0, 1000))

    def test_post_one_nanosecond_before_the_end(self):
        ends = self.hold_at(10 * SECOND, 2)
        self.assertEqual(self.create(self.resolve(11, 10, 500, "postPending"), setTimeNs=str(ends - 1)), ["created"])

    def test_post_at_the_end(self):
        ends = self.hold_at(10 * SECOND, 2)
        late = self.create(self.resolve(11, 10, 500, "postPending"), setTimeNs=str(ends))
        self.assertEqual(late, ["pendingTransferExpired"])

    def test_release_is_a_movement_of_its_own(self):
        self.hold_at(10 * SECOND, 2)
        rows = self.ask("accountTransfers", advanceNs=str(5 * SECOND), filter={"accountId": str(ALICE)})["movements"]
        self.assertEqual([(row["expiry"], row["amount"]) for row in rows], [(False, "1000"), (False, "500"), (True, "500")])
        self.assertEqual(rows[2]["transfer"]["id"], "10")
        self.assertEqual(rows[2]["balances"]["debitsPending"], "0")


class Chains(LedgerCase):
    def test_chain_fails_as_a_whole(self):
        before = self.balances(ALICE)
        results = self.create(
            self.transfer(10, ALICE, BOB, 100, "linked"),
            self.transfer(11, ALICE, BOB, 5000, "linked"),
            self.transfer(12, ALICE, BOB, 100),
            self.transfer(13, ALICE, BOB, 1),
        )
        self.assertEqual(results, ["linkedEventFailed", "exceedsCredits", "linkedEventFailed", "created"])
        self.assertEqual(self.balances(ALICE), (before[0], before[1] + 1, before[2], before[3]))
        # The id that was refused is burned, the others are free again.
        again = self.create(self.transfer(10, ALICE, BOB, 100), self.transfer(11, ALICE, BOB, 1))
        self.assertEqual(again, ["created", "idAlreadyFailed"])

    def test_chain_left_open(self):
        results = self.create(self.transfer(10, ALICE, BOB, 1, "linked"), self.transfer(11, ALICE, BOB, 1, "linked"))
        self.assertEqual(results, ["linkedEventFailed", "linkedEventChainOpen"])

    def test_refusals_are_in_no_statement(self):
        self.create(self.transfer(10, ALICE, BOB, 5000))
        rows = self.ask("accountTransfers", filter={"accountId": str(BOB)})["movements"]
        self.assertEqual(rows, [])


class Idempotency(LedgerCase):
    def test_same_transfer_moves_once(self):
        first = self.results(self.transfer(10, ALICE, BOB, 100))[0]
        again = self.results(self.transfer(10, ALICE, BOB, 100))[0]
        self.assertEqual(again["result"], "exists")
        self.assertEqual((again["timestamp"], again["sequence"]), (first["timestamp"], first["sequence"]))
        self.assertEqual(self.balances(BOB), (0, 0, 0, 100))

    def test_other_fields_are_told_in_order(self):
        self.create(self.transfer(10, ALICE, BOB, 100, reference="a"))
        self.assertEqual(self.create(self.transfer(10, ALICE, BOB, 101, reference="b")), ["existsWithDifferentAmount"])
        self.assertEqual(
            self.create(self.transfer(10, ALICE, BOB, 100, reference="b")), ["existsWithDifferentReference"])

    def test_burned_id_stays_burned(self):
        self.assertEqual(self.create(self.transfer(10, ALICE, 99, 100)), ["creditAccountNotFound"])
        self.assertEqual(self.create(self.transfer(10, ALICE, BOB, 100)), ["idAlreadyFailed"])

    def test_reserved_bits_and_long_references_are_judged_by_the_engine(self):
        event = self.transfer(10, ALICE, BOB, 100)
        self.assertEqual(self.create({**event, "flags": 1 << 15}), ["reservedFlag"])
        self.assertEqual(self.create({**event, "reference": "x" * 36}), ["referenceMalformed"])
        self.assertEqual(self.create({**event, "amount": str(2**63)}), ["amountOutOfRange"])


class Admin(LedgerCase):
    def test_credit_limit_widens_the_bound(self):
        self.assertEqual(self.create(self.transfer(10, ALICE, BOB, 1001)), ["exceedsCredits"])
        done = self.command(kind="setCreditLimit", commandId="1", amount="500")
        self.assertEqual((done["result"], done["version"]), ("ok", "1"))
        self.assertEqual(self.create(self.transfer(11, ALICE, BOB, 1500)), ["created"])
        self.assertEqual(self.create(self.transfer(12, ALICE, BOB, 1)), ["exceedsCredits"])

    def test_command_is_idempotent_and_needs_the_version(self):
        self.assertEqual(self.command(kind="setCreditLimit", commandId="1", amount="5")["result"], "ok")
        self.assertEqual(self.command(kind="setCreditLimit", commandId="1", amount="5")["result"], "exists")
        self.assertEqual(
            self.command(kind="setCreditLimit", commandId="1", amount="6")["result"], "existsWithDifferentContent")
        self.assertEqual(self.command(kind="setCreditLimit", commandId="2", amount="6")["result"], "versionMismatch")

    def test_block_catches_money_and_is_executed(self):
        block = dict(kind="addBlock", blockId="77", blockKind="COURT", amount="800")
        self.assertEqual(self.command(commandId="1", **block)["result"], "signatureMissing")
        self.assertEqual(self.command(commandId="1", signedBy=["ana", "ana"], **block)["result"], "signatureMissing")
        self.assertEqual(self.command(commandId="1", signedBy=OPERATORS, **block)["blockRemaining"], "800")
        self.assertEqual(self.create(self.transfer(10, ALICE, BOB, 201)), ["fundsBlocked"])
        self.assertEqual(self.create(self.transfer(11, ALICE, BOB, 1001)), ["exceedsCredits"])
        done = self.command(
            kind="executeBlock", commandId="2", blockId="77", amount="300", transferId="12", creditAccountId=str(BOB),
            transferCode=9, expectedVersion="1", signedBy=OPERATORS)
        self.assertEqual((done["result"], done["blockRemaining"]), ("ok", "500"))
        self.assertEqual(done["transfer"]["debit"]["debitsPosted"], "300")
        row = self.ask("accountTransfers", filter={"accountId": str(BOB)})["movements"][-1]
        self.assertEqual((row["sequence"], row["transfer"]["id"], row["amount"]), (done["sequence"], "12", "300"))

    def test_freeze_stops_new_debits_only(self):
        self.create(self.transfer(10, ALICE, BOB, 100, "pending"))
        freeze = self.command(kind="freeze", commandId="1", sides="debits", signedBy=OPERATORS)
        self.assertEqual(freeze["result"], "ok")
        self.assertEqual(self.create(self.transfer(11, ALICE, BOB, 1)), ["debitsFrozen"])
        self.assertEqual(self.create(self.transfer(12, BANK, ALICE, 1)), ["created"])
        self.assertEqual(self.create(self.resolve(13, 10, 100, "postPending")), ["created"])
        self.command(kind="unfreeze", commandId="2", sides="debits", expectedVersion="1", signedBy=OPERATORS)
        self.assertEqual(self.create(self.transfer(14, ALICE, BOB, 1)), ["created"])

    def test_day_limit_and_its_raise(self):
        limit = dict(kind="setLimit", limitKind="day")
        self.assertEqual(self.command(commandId="1", amount="100", **limit)["result"], "ok")
        self.assertEqual(self.create(self.transfer(10, ALICE, BOB, 60, "pending")), ["created"])
        self.assertEqual(self.create(self.transfer(11, ALICE, BOB, 41)), ["exceedsDayLimit"])
        self.assertEqual(self.create(self.resolve(12, 10, 0, "voidPending")), ["created"])
        self.assertEqual(self.create(self.transfer(13, ALICE, BOB, 100)), ["created"])
        early = self.command(commandId="2", amount="500", effectiveAt=str(2 * SECOND), expectedVersion="1", **limit)
        self.assertEqual(early["result"], "limitRaiseTooEarly")
        later = self.command(commandId="3", amount="500", effectiveAt=str(2 * DAY), expectedVersion="1", **limit)
        self.assertEqual(later["result"], "ok")
        waiting = self.ask("lookupAccounts", ids=[str(ALICE)])["accounts"][0]["rules"]["limits"][0]
        self.assertEqual((waiting["value"], waiting["used"], waiting["waiting"]["value"]), ("100", "100", "500"))
        self.assertEqual(self.create(self.transfer(14, ALICE, BOB, 300), setTimeNs=str(2 * DAY)), ["created"])

    def test_malformed_command_executes_nothing(self):
        good = {"kind": "setCreditLimit", "commandId": "1", "accountId": str(ALICE), "amount": "5"}
        bad = {"kind": "setLimit", "commandId": "2", "accountId": str(ALICE), "amount": "5"}
        self.assertEqual(self.error("admin", events=[good, bad]), "malformedRequest")
        self.assertEqual(self.command(kind="setCreditLimit", commandId="1", amount="9")["result"], "ok")


class Reads(LedgerCase):
    def test_statement_in_pages(self):
        self.create(*[self.transfer(10 + i, ALICE, BOB, 1 + i) for i in range(20)])
        pages, after = [], "0"
        while True:
            filter = {"accountId": str(BOB), "limit": 7, "afterSequence": after, "newestFirst": True}
            page = self.ask("accountTransfers", filter=filter)["movements"]
            if not page:
                break
            pages.append(len(page))
            after = page[-1]["sequence"]
        self.assertEqual(pages, [7, 7, 6])

    def test_changes_can_be_resumed(self):
        self.create(*[self.transfer(10 + i, ALICE, BOB, 1) for i in range(5)])
        seen, next_sequence = [], 0
        while True:
            page = self.ask("changeEvents", fromSequence=str(next_sequence), limit=2)["movements"]
            if not page:
                break
            seen += [row["transfer"]["id"] for row in page]
            next_sequence = int(page[-1]["sequence"]) + 1
        self.assertEqual(seen, ["1", "10", "11", "12", "13", "14"])

    def test_balance_at(self):
        last = self.results(self.transfer(10, ALICE, BOB, 300), setTimeNs=str(5 * SECOND))[0]
        then = self.ask("balanceAt", accountId=str(ALICE), timestamp=str(5 * SECOND - 1))["balances"]
        now = self.ask("balanceAt", accountId=str(ALICE), sequence=last["sequence"])["balances"]
        self.assertEqual((then["debitsPosted"], now["debitsPosted"]), ("0", "300"))
        self.assertIsNone(self.ask("balanceAt", accountId=str(ALICE), sequence="0")["balances"])

    def test_malformed_filter_is_an_error(self):
        for filter in ({"limit": 0}, {"limit": 8191}, {"fromTimestamp": "2", "toTimestamp": "1"}):
            self.assertEqual(
                self.error("accountTransfers", filter={"accountId": str(ALICE), **filter}), "malformedRequest")
            self.assertEqual(self.error("queryTransfers", filter=filter), "malformedRequest")


class Lines(LedgerCase):
    def test_broken_lines_get_an_error_and_the_next_works(self):
        broken = {
            b"": "emptyLine",
            b"{": "invalidJson",
            b"\xff\xfe": "invalidJson",
            b"[]": "invalidJson",
            b'{"op":"reset"} {}': "invalidJson",
            b"{}": "missingField",
            b'{"op":"nonsense"}': "unknownOp",
            b'{"op":"reset","x":1}': "unknownField",
            b'{"op":"createTransfers","events":[{"id":"-1"}]}': "badValue",
            b'{"op":"createTransfers","events":[' + b"{}," * 8190 + b"{}]}": "tooMany",
            b'{"op":' + b"[" * 100_000: "invalidJson",
        }
        for line, code in broken.items():
            self.assertEqual(self.engine.line(line)["error"]["code"], code, line[:40])
            self.assertEqual(self.balances(ALICE), (0, 0, 0, 1000))

    def test_integers_keep_all_their_digits(self):
        big = 2**128 - 2
        self.engine.line('{"op":"createAccounts","events":[{"id":%d,"ledger":986,"code":1,"userData64":%d}]}' % (big, 2**64 - 1))
        found = self.ask("lookupAccounts", ids=[str(big)])["accounts"][0]
        self.assertEqual((found["id"], found["userData64"]), (str(big), str(2**64 - 1)))

    def test_request_id_is_repeated(self):
        self.assertEqual(self.ask("lookupAccounts", ids=[], requestId="r-1")["requestId"], "r-1")
        self.assertEqual(self.engine.ask("nonsense", requestId=7)["requestId"], 7)


if __name__ == "__main__":
    unittest.main(verbosity=2)
