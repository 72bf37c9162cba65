// The entry of orders, what it knows: the orders that are typed, each in a slot, kept in this browser at once and at the house with every
// reckoning; what could not be sent waits here and is sent, under the same key, when the network is back.
(() => {
	"use strict";
	const root = document.querySelector("[data-entry]");
	if (!root) return;
	const { ask } = window.hesuan;
	const at = root.dataset.at, place = "hesuan.entry " + root.dataset.user;
	const read = (key, otherwise) => { try { return JSON.parse(localStorage.getItem(key)) || otherwise; } catch { return otherwise; } };
	const write = (key, value) => localStorage.setItem(key, JSON.stringify(value));
	const unique = () => Date.now().toString(36).padStart(9, "0") + [...crypto.getRandomValues(new Uint8Array(9))].map((n) => n.toString(16).padStart(2, "0")).join("");
	const texts = ["external", "receiver", "phone", "address", "discount", "freight", "note"];
	const before = read(place + " habit", {});
	const known = (name) => [...root.querySelector(`[data-field=${name}]`).options].map((one) => one.value);
	const usual = (name) => (known(name).includes(before[name]) ? before[name] : known(name)[0] || "");
	const fresh = (more) => ({ slot: unique(), at: new Date().toISOString(), channel: usual("channel"), warehouse: usual("warehouse"), customer: "", buyer: null, lines: [], ...Object.fromEntries(texts.map((name) => [name, ""])), ...more });
	const blank = (order) => !order.lines.length && !order.customer && texts.every((name) => !order[name]);

	// What the house has and what this browser has, the newer of each; what the house knew and has no more was placed or dropped elsewhere.
	const local = read(place, { orders: [], outbox: [] }), house = JSON.parse(root.dataset.drafts || "[]").map((draft) => ({ ...draft.body, slot: draft.slot, safe: true }));
	const slots = new Map(house.map((order) => [order.slot, order]));
	for (const order of local.orders) {
		const other = slots.get(order.slot);
		if (other ? other.at < order.at : !order.safe) slots.set(order.slot, order);
	}
	for (const parcel of local.outbox) slots.delete(parcel.slot);
	const store = { orders: [...slots.values()].filter((order) => !blank(order)).sort((a, b) => (a.slot < b.slot ? -1 : 1)), outbox: local.outbox, last: read(place + " last", null) };
	const keep = () => write(place, { orders: store.orders.filter((order) => !blank(order)), outbox: store.outbox });
	const habit = (order) => { before.channel = order.channel; before.warehouse = order.warehouse; write(place + " habit", before); };
	const remember = (last) => { store.last = last; write(place + " last", last); };

	// body is an order as the house reads it; the page's own additions go along, so that a draft shows the same anywhere.
	const body = ({ safe, quote, lines, ...order }) => ({ ...order, lines: lines.map(({ key, ...line }) => line) });
	const json = async (answer) => ({ status: answer.status, ok: answer.ok, told: (answer.headers.get("Content-Type") || "").includes("json") ? await answer.json() : { faults: [{ field: "", text: await answer.text() }] } });
	const post = async (to, what, quiet) => json(await ask(at + to, what, quiet));
	const get = async (to, values) => {
		const answer = await ask(at + to + "?" + new URLSearchParams(values));
		if (!answer.ok) throw new Error(answer.status);
		return answer.json();
	};

	// deliver sends what waits, one after the other, each under the key it was given when it was placed.
	let sending = false;
	async function deliver(done, refused) {
		if (sending || !store.outbox.length) return;
		sending = true;
		try {
			for (const parcel of [...store.outbox]) {
				const answer = await json(await ask(at + "/place", parcel.body, true));
				if (answer.status === 401 || answer.status >= 500) break;
				store.outbox = store.outbox.filter((other) => other !== parcel);
				keep();
				if (answer.ok) done(answer.told, parcel); else refused(answer.told, parcel);
			}
		} catch { /* still no network: it stays where it is */ } finally { sending = false; }
	}

	window.hesuan.entry = { root, store, fresh, blank, keep, habit, remember, body, post, get, deliver, unique };
})();
