#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Whether answers are what doc/control.schema.json promises: schema.py SCHEMA, and on standard input lines FILE NAME...

NAME is that of a definition there, as answer-status; the objects in the file, one a line, may be of any of several.
Stricter than a client may be: a member that the schema does not name is an error here, since then the document is behind."""
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


def judge(path, names):
    schema["anyOf"] = [{"$ref": "#/$defs/" + name} for name in names]
    for name in names:
        assert name in schema["$defs"], name
    validator = jsonschema.Draft202012Validator(schema)
    with open(path, encoding="utf-8") as file:
        answers = list(objects(file.read()))
    if not answers:
        print(f"{names}: no answer")
    for answer in answers:
        for error in validator.iter_errors(answer):
            for cause in error.context or [error]:
                print(f"{names}: {'/'.join(map(str, cause.absolute_path))}: {cause.message[:300]}")
            return False
    return bool(answers)


lines = [line.split() for line in sys.stdin]
verdicts = [judge(path, names) for path, *names in lines]
sys.exit(0 if verdicts and all(verdicts) else 1)
