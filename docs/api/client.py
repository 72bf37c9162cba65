"""The API from Python, with nothing but its standard library: BASE=http://127.0.0.1:8080 TOKEN=hsn_… python3 client.py

WAREHOUSE is the code of the warehouse that ships, SKU that of what is bought; the first of each otherwise.
"""
import base64
import hashlib
import hmac
import json
import os
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid

API = os.environ["BASE"] + "/api/v1"


def call(method, path, body=None, key=None, **query):
    """One call; a problem document becomes an exception that says what is wrong."""
    url = API + path + ("?" + urllib.parse.urlencode(query) if query else "")
    request = urllib.request.Request(url, method=method, data=None if body is None else json.dumps(body).encode())
    request.add_header("Authorization", "Bearer " + os.environ["TOKEN"])
    request.add_header("Accept-Language", "en")
    if body is not None:
        request.add_header("Content-Type", "application/json")
    if key is not None:
        request.add_header("Idempotency-Key", key)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as refused:
        problem = json.load(refused)
        sys.exit(f"{method} {path}: {refused.code} {problem['key']}: {problem['detail']} {problem.get('errors', '')}")


def every(path, **query):
    """All rows of a list, page by page: "next" of a page is "after" of the following."""
    while True:
        page = call("GET", path, **query)
        yield from page["items"]
        if not page["next"]:
            return
        query["after"] = page["next"]


def one(path, code, **query):
    """The row with a code, or without one the first row that fits."""
    if code:
        return call("GET", path + "/" + urllib.parse.quote(code, safe=""))
    return call("GET", path, limit=1, **query)["items"][0]


def verify(secret, message, timestamp, signatures, body):
    """Tells whether a webhook is genuine: HMAC-SHA256 over "id.timestamp.body"; older than five minutes is refused."""
    if abs(time.time() - int(timestamp)) > 300:
        return False
    key = base64.b64decode(secret.removeprefix("whsec_"))
    mac = hmac.new(key, f"{message}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    want = "v1," + base64.b64encode(mac).decode()
    return any(hmac.compare_digest(one, want) for one in signatures.split())


def main():
    # 1. What an order needs, by unique key and by filter.
    warehouse = one("/inventory/warehouse", os.environ.get("WAREHOUSE"), kind="own")
    channel = one("/catalog/channel", os.environ.get("CHANNEL"))
    sku = one("/catalog/sku", os.environ.get("SKU"), active="true")

    # 2. A customer.
    code = "EX-" + uuid.uuid4().hex[:12]
    customer = call("POST", "/crm/customer", {"code": code, "name": "Python customer", "phone": "13900000002"}, key=code)
    print("customer", customer["id"])

    # 3. An order, sent twice under one key: one order.
    order = {
        "channel": channel["id"], "customer": customer["id"], "warehouse": warehouse["id"],
        "lines": [{"sku": sku["id"], "qty": "1"}],
    }
    key = str(uuid.uuid4())
    first = call("POST", "/sales/order/steps/place", order, key=key)
    again = call("POST", "/sales/order/steps/place", order, key=key)
    print("order", first["number"])
    print("again", again["number"])

    # 4. A step.
    print("state", call("POST", f"/sales/order/{first['number']}/steps/approve", {})["state"])

    # 5. All orders of the customer, of each its number alone, one a page.
    print("orders", len(list(every("/sales/order", customer=customer["id"], fields="number", sort="-at", limit=1))))

    # 6. Alerts of low stock that nobody has seen yet, and how many there are.
    print("alerts", call("GET", "/inventory/alert", state="open", totals="true", limit=1)["totals"]["count"])

    # 7. What is left that may be promised of the goods.
    print("free", call("GET", "/inventory/stock", sku=sku["id"], warehouse=warehouse["id"])["items"][0]["free"])

    # 8. One thing done to many rows: named here, or all that a filter in the address finds. The answer is a task to watch.
    task = call("POST", "/crm/customer/bulk", {"do": "archive", "rows": [{"id": customer["id"]}]}, key="archive-" + code)
    while task["state"] != "done":
        time.sleep(0.2)
        task = call("GET", "/house/task/" + task["id"])
    print("archived", task["done"])

    # 9. A webhook as it came, in the environment.
    if "WEBHOOK_SECRET" in os.environ:
        headers = [os.environ["WEBHOOK_" + name] for name in ("SECRET", "ID", "TIMESTAMP", "SIGNATURE")]
        print("webhook", "genuine" if verify(*headers, os.environ["WEBHOOK_BODY"].encode()) else "forged")


if __name__ == "__main__":
    main()
