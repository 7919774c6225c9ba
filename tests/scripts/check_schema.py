"""Says of each file whether a JSON Schema allows it, as python3-jsonschema sees it.

Usage: check_schema.py SCHEMA FILE...
One line a file: "allows FILE" or "refuses FILE: where: why". The exit status is 0 if the schema is one
of draft 2020-12, 1 if it is not, and 77 if there is no python3-jsonschema to ask.
"""

import json
import sys

try:
    import jsonschema
except ImportError:
    print("python3-jsonschema is not installed")
    sys.exit(77)


def load(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def main(schema_path, paths):
    schema = load(schema_path)
    try:
        jsonschema.Draft202012Validator.check_schema(schema)
    except jsonschema.SchemaError as error:
        print(f"{schema_path}: {error.message}")
        return 1
    validator = jsonschema.Draft202012Validator(schema)
    for path in paths:
        error = jsonschema.exceptions.best_match(validator.iter_errors(load(path)))
        if error is None:
            print(f"allows {path}")
        else:
            why = error.message.replace("\n", " ")[:200]
            print(f"refuses {path}: {error.json_path}: {why}")
    return 0


sys.exit(main(sys.argv[1], sys.argv[2:]))
