#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Whether an answer is what doc/control.schema.json promises: schema.py SCHEMA NAME..., JSON on standard input.

NAME is that of a definition there, as answer-status; several objects, one a line, may be of any of several. Stricter
than a client may be: a member that the schema does not name is an error here, since then the document is behind."""
import json
import sys

import jsonschema


def close(schema):
    if isinstance(schema, dict):
        if "properties" in schema:
            schema.setdefault("additionalProperties", False)
        for value in schema.values():
            close(value)
    elif isinstance(schema, list):
        for value in schema:
            close(value)


def objects(text):
    decoder = json.JSONDecoder()
    text = text.strip()
    while text:
        value, end = decoder.raw_decode(text)
        yield value
        text = text[end:].strip()


with open(sys.argv[1], encoding="utf-8") as file:
    schema = json.load(file)
jsonschema.Draft202012Validator.check_schema(schema)
close(schema)
schema["anyOf"] = [{"$ref": "#/$defs/" + name} for name in sys.argv[2:]]
for name in sys.argv[2:]:
    assert name in schema["$defs"], name
validator = jsonschema.Draft202012Validator(schema)
n = 0
for value in objects(sys.stdin.read()):
    n += 1
    for error in validator.iter_errors(value):
        for cause in error.context or [error]:
            print("/".join(map(str, cause.absolute_path)) + ": " + cause.message[:300])
        sys.exit(1)
sys.exit(0 if n > 0 else 1)
