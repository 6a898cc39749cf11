#!/usr/bin/env python3
# Prints each flow of a running proxy that ends with an error or a status of 400 and above.
#   PROXIMITY_URL=http://127.0.0.1:8081 PROXIMITY_TOKEN=… samples/watch-flows.py
import json, os, urllib.parse, urllib.request

url, token, last = os.environ["PROXIMITY_URL"], os.environ["PROXIMITY_TOKEN"], 0
while True:
    query = urllib.parse.urlencode({"after": last, "filter": "is:error or status:400..", "wait": 30})
    request = urllib.request.Request(f"{url.rstrip('/')}/api/flows/watch?{query}", headers={"Authorization": f"Bearer {token}"})
    with urllib.request.urlopen(request) as answer:
        page = json.load(answer)
    for flow in page["flows"]:
        print(flow["id"], flow.get("status", "---"), flow.get("error", ""), flow["method"], flow["url"], flush=True)
    last = page["last"]
