#!/usr/bin/env python3
# What an agent does that is asked why a service fails: four calls of the tools of `proximity mcp`, over standard input and output.
#   samples/find-failing-request.py [PROXIMITY]    (a proxy runs, and has seen a request that failed and one that did not)
import json, subprocess, sys

program = sys.argv[1] if len(sys.argv) > 1 else "proximity"
agent = subprocess.Popen([program, "mcp", "--no-start"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
number = 0


def send(method, parameters):
    global number
    number += 1
    agent.stdin.write(json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": parameters}) + "\n")
    agent.stdin.flush()
    while True:
        message = json.loads(agent.stdout.readline())
        if message.get("id") == number:
            return message["result"]


def call(tool, **arguments):
    print(tool, json.dumps(arguments))
    answer = send("tools/call", {"name": tool, "arguments": arguments})
    if answer.get("isError"):
        sys.exit(answer["content"][0]["text"])
    return answer["structuredContent"]


def found(filter):
    fields = ["id", "method", "host", "path", "status"]
    return call("flows_search", filter=filter, fields=fields, limit=1)["flows"]


send("initialize", {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "sample", "version": "1"}})
agent.stdin.write('{"jsonrpc":"2.0","method":"notifications/initialized"}\n')
for group in call("flows_stats", by=["host", "status"])["groups"]:
    print("  ", group["count"], *group["keys"])
if not (failed := found("status:400..")):
    sys.exit("No request failed.")
failed = failed[0]
print("  ", failed)
print("  ", call("flows_body", id=failed["id"], count=200).get("text"))
good = found(f'host:{failed["host"]} path:{failed["path"]} method:{failed["method"]} status:200..299')
if good:
    for difference in call("flows_diff", a=good[0]["id"], b=failed["id"])["differences"]:
        print("  ", json.dumps(difference))
agent.stdin.close()
sys.exit(agent.wait())
