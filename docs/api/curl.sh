#!/usr/bin/env bash
# The API from a shell: BASE=http://127.0.0.1:8080 TOKEN=hsn_… bash curl.sh
# WAREHOUSE is the code of the warehouse that ships, SKU that of what is bought; the first of each otherwise.
set -euo pipefail
api="$BASE/api/v1"

# call METHOD PATH [BODY] [KEY]: fails on a problem document, which then stands on standard error.
call() {
	local args=(--silent --show-error --request "$1" --header "Authorization: Bearer $TOKEN" --header "Accept-Language: en")
	if [ $# -ge 3 ]; then args+=(--header "Content-Type: application/json" --data "$3"); fi
	if [ $# -ge 4 ]; then args+=(--header "Idempotency-Key: $4"); fi
	local answer status
	answer=$(curl "${args[@]}" --write-out '\n%{http_code}' "$api$2")
	status=${answer##*$'\n'} answer=${answer%$'\n'*}
	if [ "$status" -ge 400 ]; then echo "$1 $2: $status $answer" >&2; return 1; fi
	printf '%s\n' "$answer"
}

# value NAME: the first value of that name in the JSON on standard input (jq does it better, where there is one).
value() { sed 's/"'"$1"'":"/\n&/' | sed -n '/^"'"$1"'":"/{s/^"[^"]*":"\([^"]*\)".*/\1/p;q}'; }

# verify SECRET ID TIMESTAMP SIGNATURES BODY: HMAC-SHA256 over "id.timestamp.body"; older than five minutes is refused.
verify() {
	local key age want one
	age=$(($(date +%s) - $3))
	if [ "${age#-}" -gt 300 ]; then return 1; fi
	key=$(printf '%s' "${1#whsec_}" | base64 --decode | od -An -v -tx1 | tr -d ' \n')
	want="v1,$(printf '%s.%s.%s' "$2" "$3" "$5" | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$key" -binary | base64 --wrap=0)"
	for one in $4; do if [ "$one" = "$want" ]; then return 0; fi; done
	return 1
}

# 1. What an order needs, by unique key and by filter.
if [ -n "${WAREHOUSE:-}" ]; then warehouse=$(call GET "/inventory/warehouse/$WAREHOUSE" | value id); else warehouse=$(call GET "/inventory/warehouse?kind=own&limit=1" | value id); fi
if [ -n "${CHANNEL:-}" ]; then channel=$(call GET "/catalog/channel/$CHANNEL" | value id); else channel=$(call GET "/catalog/channel?limit=1" | value id); fi
if [ -n "${SKU:-}" ]; then sku=$(call GET "/catalog/sku/$SKU" | value id); else sku=$(call GET "/catalog/sku?active=true&limit=1" | value id); fi

# 2. A customer.
code="EX-$RANDOM-$$"
customer=$(call POST /crm/customer '{"code":"'$code'","name":"curl customer","phone":"13900000001"}' "customer-$code" | value id)
echo "customer $customer"

# 3. An order, sent twice under one key: one order.
body='{"channel":"'$channel'","customer":"'$customer'","warehouse":"'$warehouse'","lines":[{"sku":"'$sku'","qty":"1"}]}'
key="order-$code"
first=$(call POST /sales/order/steps/place "$body" "$key" | value number)
again=$(call POST /sales/order/steps/place "$body" "$key" | value number)
echo "order $first"
echo "again $again"

# 4. A step.
echo "state $(call POST "/sales/order/$first/steps/approve" '{}' | value state)"

# 5. All orders of the customer, of each its number alone, one a page: "next" of a page is "after" of the following.
after='' count=0
while :; do
	page=$(call GET "/sales/order?customer=$customer&fields=number&sort=-at&limit=1&after=$after")
	if [ -n "$(printf '%s' "$page" | value number)" ]; then count=$((count + 1)); fi
	after=$(printf '%s' "$page" | value next)
	if [ -z "$after" ]; then break; fi
done
echo "orders $count"

# 6. Alerts of low stock that nobody has seen yet, and how many there are.
echo "alerts $(call GET "/inventory/alert?state=open&totals=true&limit=1" | sed 's/.*"count":\([0-9]*\).*/\1/')"

# 7. What is left that may be promised of the goods.
echo "free $(call GET "/inventory/stock?sku=$sku&warehouse=$warehouse" | value free)"

# 8. One thing done to many rows: named here, or all that a filter in the address finds. The answer is a task to watch.
task=$(call POST /crm/customer/bulk '{"do":"archive","rows":[{"id":"'$customer'"}]}' "archive-$code" | value id)
until [ "$(call GET "/house/task/$task" | value state)" = done ]; do sleep 0.2; done
echo "archived $(call GET "/house/task/$task" | sed 's/.*"done":\([0-9]*\).*/\1/')"

# 9. A webhook as it came, in the environment.
if [ -n "${WEBHOOK_SECRET:-}" ]; then
	if verify "$WEBHOOK_SECRET" "$WEBHOOK_ID" "$WEBHOOK_TIMESTAMP" "$WEBHOOK_SIGNATURE" "$WEBHOOK_BODY"; then echo "webhook genuine"; else echo "webhook forged"; fi
fi
