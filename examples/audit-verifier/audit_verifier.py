#!/usr/bin/env python3
"""Verifies the ledger's audit tree with nothing but docs/audit-tree.md, RFC 6962/9162 and Python's own library.

  audit_verifier.py receipt FILE KEY.pem   prints the leaf as JSON; exit code 0 believed, 4 not believed
  audit_verifier.py leaf HEX               prints a leaf as JSON
  audit_verifier.py lines                  answers requests on standard input, one JSON object a line (for tests)
"""
import base64
import hashlib
import json
import re
import sys


class Refused(Exception):
    """The bytes are not what the page says."""


def require(holds, why):
    if not holds:
        raise Refused(why)


# ---- leaves ----

ZERO, TIME, SEQUENCE, EVENT = "zero", "time", "sequence", "event"
REFERENCE = None


def fields(text):
    rows = []
    for row in text.split():
        parts = row.split(":")
        size = REFERENCE if parts[1] == "ref" else int(parts[1])
        rows.append((parts[0], size, parts[2] if len(parts) > 2 else ZERO, parts[3] if len(parts) > 3 else None))
    return rows


ACCOUNT = fields("""id:16 userData128:16 userData64:8 timestampNs:8 userData32:4 reserved:4 ledger:4 code:2 flags:2
    result:4 outcomeTimestampNs:8:time outcomeSequence:8:sequence""")
TRANSFER = fields("""id:16 debitAccountId:16 creditAccountId:16 pendingId:16 userData128:16 amount:8 userData64:8
    timestampNs:8 userData32:4 timeoutSeconds:4 ledger:4 code:2 flags:2 reference:ref
    result:4 outcomeTimestampNs:8:time outcomeSequence:8:sequence outcomeAmount:8:event:amount
    debitDebitsPending:8 debitDebitsPosted:8 debitCreditsPending:8 debitCreditsPosted:8
    creditDebitsPending:8 creditDebitsPosted:8 creditCreditsPending:8 creditCreditsPosted:8
    previousDebitSequence:8 previousCreditSequence:8
    outcomeDebitAccountId:16:event:debitAccountId outcomeCreditAccountId:16:event:creditAccountId
    outcomeLedgerAndCode:6:event:ledger+code closedAccounts:2""")
ADMIN = fields("""commandId:16 accountId:16 amount:8 expectedVersion:8 validUntilNs:8 effectiveAtNs:8 expiresAtNs:8
    blockId:16 transferId:16 creditAccountId:16 kind:1 limitKind:1 blockKind:1 freezeSides:1 removes:1 configKey:1
    codeCount:1 validSignatures:1 transferCode:2 codes:16 reserved:2 who:36 why:136 signature1:72 signature2:72
    result:4 outcomeTimestampNs:8:time outcomeSequence:8:sequence version:8 blockRemaining:8 transfer:152""")
SESSION = fields("sessionId:8 identity:16 kind:4 reserved:4")
KINDS = {1: ("ACCOUNTS", ACCOUNT), 2: ("TRANSFERS", TRANSFER), 3: ("EXPIRIES", TRANSFER), 4: ("ADMIN", ADMIN),
         5: ("SESSIONS", SESSION), 6: ("CHECKPOINT", [])}
HEADER = 38
MAX_LEAF = 65535


def number(data):
    return int.from_bytes(data, "little")


def decode_leaf(leaf):
    """Takes a leaf apart: header and every field, absent ones included; Refused unless canonical."""
    require(HEADER <= len(leaf) <= MAX_LEAF, "leaf of %d bytes" % len(leaf))
    require(leaf[0] == 1, "leaf version %d" % leaf[0])
    require(leaf[1] in KINDS, "leaf kind %d" % leaf[1])
    kind, rows = KINDS[leaf[1]]
    head = {"leaf.kind": kind, "leaf.sequence": number(leaf[2:10]), "leaf.timestampNs": number(leaf[10:18]),
            "leaf.session": number(leaf[18:26]), "leaf.requestNo": number(leaf[26:34])}
    require(1 <= head["leaf.sequence"] < 1 << 63, "sequence %d" % head["leaf.sequence"])
    presence = number(leaf[34:38])
    require(presence >> len(rows) == 0, "unknown field")
    if kind == "CHECKPOINT":
        require(head["leaf.session"] == 0 and head["leaf.requestNo"] == 0, "checkpoint with a session")
        return dict(head, content=leaf[HEADER:])
    values, at = {}, HEADER
    for bit, (name, size, rule, other) in enumerate(rows):
        if rule == TIME:
            absent = leaf[10:18]
        elif rule == SEQUENCE:
            absent = leaf[2:10]
        elif rule == EVENT and number(values["result"]) == 0:
            absent = b"".join(values[part] for part in other.split("+"))
        else:
            absent = REFERENCE if size is REFERENCE else bytes(size)
        if not presence >> bit & 1:
            values[name] = absent
            continue
        if size is REFERENCE:
            require(at < len(leaf), "cut")
            size, at = leaf[at], at + 1
            require(size <= 36, "reference of %d bytes" % size)
            require(size == 0 or at + size > len(leaf) or leaf[at + size - 1] != 0, "reference with a zero at its end")
        require(at + size <= len(leaf), "cut in field " + name)
        values[name] = leaf[at:at + size]
        at += size
        require(values[name] != absent, "field %s is there with the value of its absence" % name)
    require(at == len(leaf), "bytes behind the last field")
    return dict(head, **values)


def show_leaf(decoded):
    shown = {}
    for name, value in decoded.items():
        if isinstance(value, bytes):
            plain = len(value) <= 16 and name not in ("reference", "content")
            shown[name] = str(number(value)) if plain else value.hex()
        else:
            shown[name] = value if value is None else str(value)
    return shown


# ---- tree ----

def sha256(data):
    return hashlib.sha256(data).digest()


def leaf_hash(leaf):
    return sha256(b"\x00" + leaf)


def node_hash(left, right):
    return sha256(b"\x01" + left + right)


def hashes(path):
    return len(path) <= 63 and all(len(item) == 32 for item in path)


def verify_inclusion(leaf, index, size, root, path):
    """RFC 9162 2.1.3.2."""
    if not (0 <= index < size and hashes(path)):
        return False
    fn, sn, reached = index, size - 1, leaf
    for item in path:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            reached = node_hash(item, reached)
            while not fn & 1 and fn != 0:
                fn, sn = fn >> 1, sn >> 1
        else:
            reached = node_hash(reached, item)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and reached == root


def verify_consistency(first, first_root, second, second_root, path):
    """RFC 9162 2.1.4.2."""
    if not (0 <= first <= second and hashes(path)):
        return False
    if first == 0:
        return not path and first_root == sha256(b"") and (second > 0 or second_root == first_root)
    if first == second:
        return not path and first_root == second_root
    if not path:
        return False
    path = list(path)
    if first & (first - 1) == 0:
        path.insert(0, first_root)
    fn, sn = first - 1, second - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    old = new = path[0]
    for item in path[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            old, new = node_hash(item, old), node_hash(item, new)
            while not fn & 1 and fn != 0:
                fn, sn = fn >> 1, sn >> 1
        else:
            new = node_hash(new, item)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and old == first_root and new == second_root


# ---- signatures ----

P = 2 ** 256 - 2 ** 224 + 2 ** 192 + 2 ** 96 - 1
A = P - 3
B = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b
N = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551
G = (0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296,
     0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5)
P256_HEAD = bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d03010703420004")
ED25519_HEAD = bytes.fromhex("302a300506032b6570032100")


def ec_add(one, two):
    if one is None or two is None:
        return one or two
    if one[0] == two[0]:
        if (one[1] + two[1]) % P == 0:
            return None
        slope = (3 * one[0] * one[0] + A) * pow(2 * one[1], -1, P) % P
    else:
        slope = (two[1] - one[1]) * pow(two[0] - one[0], -1, P) % P
    x = (slope * slope - one[0] - two[0]) % P
    return x, (slope * (one[0] - x) - one[1]) % P


def multiply(add, point, factor, zero):
    result = zero
    while factor:
        if factor & 1:
            result = add(result, point)
        point, factor = add(point, point), factor >> 1
    return result


def der_integers(data):
    require(len(data) >= 2 and data[0] == 0x30 and data[1] == len(data) - 2 < 128, "signature is no DER sequence")
    at, numbers = 2, []
    while at < len(data):
        require(at + 2 < len(data) and data[at] == 2 and 0 < data[at + 1] <= len(data) - at - 2, "no DER integer")
        numbers.append(int.from_bytes(data[at + 2:at + 2 + data[at + 1]], "big", signed=True))
        at += 2 + data[at + 1]
    require(len(numbers) == 2, "signature has not two numbers")
    return numbers


def verify_p256(spki, text, signature):
    x, y = int.from_bytes(spki[27:59], "big"), int.from_bytes(spki[59:91], "big")
    require(len(spki) == 91 and x < P and y < P and (y * y - x * x * x - A * x - B) % P == 0, "key is not on P-256")
    try:
        r, s = der_integers(signature)
    except Refused:
        return False
    if not (0 < r < N and 0 < s < N):
        return False
    w = pow(s, -1, N)
    u1 = int.from_bytes(sha256(text), "big") * w % N
    point = ec_add(multiply(ec_add, G, u1, None), multiply(ec_add, (x, y), r * w % N, None))
    return point is not None and point[0] % N == r


Q = 2 ** 255 - 19
D = -121665 * pow(121666, -1, Q) % Q
L = 2 ** 252 + 27742317777372353535851937790883648493


def ed_add(one, two):
    (x1, y1), (x2, y2) = one, two
    k = D * x1 * x2 * y1 * y2 % Q
    return (x1 * y2 + x2 * y1) * pow(1 + k, -1, Q) % Q, (y1 * y2 + x1 * x2) * pow(1 - k, -1, Q) % Q


def ed_point(data):
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    require(y < Q, "no point")
    xx = (y * y - 1) * pow(D * y * y + 1, -1, Q) % Q
    x = pow(xx, (Q + 3) // 8, Q)
    if (x * x - xx) % Q:
        x = x * pow(2, (Q - 1) // 4, Q) % Q
    require((x * x - xx) % Q == 0 and not (x == 0 and sign), "no point")
    return (Q - x if x & 1 != sign else x), y


def verify_ed25519(key, text, signature):
    try:
        require(len(signature) == 64, "length")
        point, commitment = ed_point(key), ed_point(signature[:32])
        s = int.from_bytes(signature[32:], "little")
        require(s < L, "s")
    except Refused:
        return False
    base = ed_point((4 * pow(5, -1, Q) % Q).to_bytes(32, "little"))
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + text).digest(), "little") % L
    return multiply(ed_add, base, s, (0, 1)) == ed_add(commitment, multiply(ed_add, point, k, (0, 1)))


class Key:
    def __init__(self, pem):
        found = re.search("-----BEGIN PUBLIC KEY-----(.*)-----END PUBLIC KEY-----", pem, re.S)
        require(found, "no PEM public key")
        self.spki = base64.b64decode("".join(found.group(1).split()))
        self.ed25519 = self.spki.startswith(ED25519_HEAD) and len(self.spki) == 44
        require(self.ed25519 or self.spki.startswith(P256_HEAD), "key is neither Ed25519 nor P-256")

    def id(self, name):
        return sha256(name.encode() + b"\n\x01" + self.spki[12:] if self.ed25519 else self.spki)[:4]

    def verify(self, text, signature):
        if self.ed25519:
            return verify_ed25519(self.spki[12:], text, signature)
        return verify_p256(self.spki, text, signature)


# ---- notes and receipts ----

def b64(text):
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        raise Refused("no base64: " + text[:40])
    require(base64.b64encode(data).decode() == text, "base64 is not canonical")
    return data


def decimal(text):
    require(re.fullmatch("0|[1-9][0-9]{0,18}", text) and int(text) < 1 << 63, "no number: " + text[:40])
    return int(text)


def open_note(data, key):
    """The text of a signed tree head as (origin, size, root, extension lines)."""
    require(len(data) <= 65536 and not re.search(b"[\x00-\x09\x0b-\x1f]", data), "too long, or control characters")
    split = data.rfind(b"\n\n")
    require(split > 0 and data.endswith(b"\n"), "no signatures")
    text, lines = data[:split + 1], data[split + 2:-1].decode().split("\n")
    require(len(lines) <= 32, "too many signatures")
    head = text.decode()[:-1].split("\n")
    require(len(head) >= 3 and all(head), "head has too few or empty lines")
    origin, size, root = head[0], decimal(head[1]), b64(head[2])
    require(len(root) == 32, "root of %d bytes" % len(root))
    seen = set()
    for line in head[3:]:
        name, _, value = line.partition(" ")
        if name in ("chain", "digest", "sequence", "time"):
            require(name not in seen, "twice: " + name)
            seen.add(name)
            if name in ("chain", "digest"):
                require(re.fullmatch("[0-9a-f]{32}", value), "no 128-bit value: " + name)
            else:
                require(decimal(value) == size or name == "time", "sequence is not the size")
    good = 0
    for line in lines:
        parts = line.split(" ")
        require(len(parts) == 3 and parts[0] == "\u2014" and parts[1], "no signature line")
        signature = b64(parts[2])
        require(len(signature) > 4, "short signature")
        if parts[1] == origin and signature[:4] == key.id(origin):
            require(key.verify(text, signature[4:]), "the signature is wrong")
            good += 1
    require(good == 1, "not signed by the key once")
    return origin, size, root, head[3:]


def verify_receipt(data, pem):
    """The decoded leaf and the tree head of a receipt proof; Refused when it is not to be believed."""
    require(len(data) <= 262144, "too long")
    try:
        data.decode()
    except UnicodeDecodeError:
        raise Refused("not UTF-8")
    body, gap, note = data.partition(b"\n\n")
    lines = body.decode().split("\n")
    require(gap and lines[0] == "lastro-receipt-proof/v1" and 4 <= len(lines) <= 67, "no receipt proof")
    values = [line.partition(" ") for line in lines[1:]]
    names = [value[0] for value in values]
    require(names == ["sequence", "leaf", "size"] + ["path"] * (len(lines) - 4), "wrong lines")
    sequence, leaf, size = decimal(values[0][2]), b64(values[1][2]), decimal(values[2][2])
    origin, head_size, root, extensions = open_note(note, Key(pem))
    require(size == head_size, "size is not that of the head")
    decoded = decode_leaf(leaf)
    require(decoded["leaf.sequence"] == sequence, "the leaf is of another sequence")
    path = [b64(value[2]) for value in values[3:]]
    require(verify_inclusion(leaf_hash(leaf), sequence - 1, size, root, path), "the path does not lead to the root")
    return decoded, {"origin": origin, "size": size, "root": root.hex(), "extensions": extensions}


# ---- command line ----

def answer(request):
    what = request["do"]
    if what == "inclusion":
        return verify_inclusion(bytes.fromhex(request["leaf"]), request["index"], request["size"],
                                bytes.fromhex(request["root"]), [bytes.fromhex(item) for item in request["path"]])
    if what == "consistency":
        return verify_consistency(request["first"], bytes.fromhex(request["firstRoot"]), request["second"],
                                  bytes.fromhex(request["secondRoot"]),
                                  [bytes.fromhex(item) for item in request["path"]])
    try:
        if what == "hash":
            return leaf_hash(bytes.fromhex(request["leaf"])).hex()
        if what == "decode":
            return show_leaf(decode_leaf(bytes.fromhex(request["leaf"])))
        if what == "accepts":
            return bool(decode_leaf(bytes.fromhex(request["leaf"])))
        if what == "receipt":
            verify_receipt(b64(request["file"]), request["key"])
            return True
    except Refused as reason:
        return "refused: " + str(reason)
    raise ValueError(what)


def main(words):
    if words[:1] == ["lines"] and len(words) == 1:
        for line in sys.stdin:
            print(json.dumps(answer(json.loads(line)), separators=(",", ":")))
        return 0
    try:
        if words[:1] == ["leaf"] and len(words) == 2:
            print(json.dumps(show_leaf(decode_leaf(bytes.fromhex(words[1]))), indent=2))
            return 0
        if words[:1] == ["receipt"] and len(words) == 3:
            with open(words[1], "rb") as file, open(words[2], encoding="ascii") as key:
                decoded, head = verify_receipt(file.read(262145), key.read())
            print(json.dumps({"believed": True, "head": head, "leaf": show_leaf(decoded)}, indent=2))
            return 0
    except Refused as reason:
        print(json.dumps({"believed": False, "reason": str(reason)}))
        return 4
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
