// The entry of orders, what one sees and presses. Every amount on it comes from the house: nothing is reckoned here.
(() => {
	"use strict";
	if (!window.hesuan.entry) return;
	const { on, working, stay } = window.hesuan, { beep, mute, plain, bursts, combo } = window.hesuan.scan;
	const { root, store, fresh, blank, keep, habit, remember, body, post, get, deliver, unique } = window.hesuan.entry;
	const el = (name) => root.querySelector(`[data-${name}]`), field = (name) => root.querySelector(`[data-field=${name}]`);
	const says = el("texts").dataset, may = (right) => root.hasAttribute("data-" + right);
	const fill = (text, values) => text.replace(/\{(\w+)\}/g, (all, name) => (name in values ? values[name] : all));
	const money = (text) => { const n = Number(text); return n ? (n < 0 ? "−" : "") + Math.abs(n).toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 }) : "–"; };
	const pieces = (text) => (Number(text) ? Number(text).toLocaleString("en-US", { maximumFractionDigits: 4 }).replace("-", "−") : "0");
	const node = (tag, text, kind) => { const made = document.createElement(tag); if (text) made.textContent = text; if (kind) made.className = kind; return made; };
	const scan = el("scan"), customer = el("customer"), table = el("lines");
	let now = store.orders.at(-1) || fresh(), touched = false, turn = 0, pause, reckoning = null, trouble = [];
	if (!store.orders.includes(now)) store.orders.push(now);

	// answer shows what a key or a scan did; good and bad have a sound.
	function answer(tone, text) {
		const box = el("answer");
		box.className = "en-answer " + tone;
		box.textContent = text;
		if (tone === "good" || tone === "bad") beep(tone === "good");
	}

	// changed keeps what was typed and asks for its amounts.
	function changed(soon = 140) {
		touched = true;
		now.at = new Date().toISOString();
		now.safe = false;
		delete now.sending;
		trouble = [];
		keep();
		tabs();
		clearTimeout(pause);
		pause = setTimeout(reckon, soon);
	}
	function reckon() {
		clearTimeout(pause);
		pause = null;
		if (blank(now)) { now.quote = null; paint(); return Promise.resolve(); }
		const mine = ++turn, order = now;
		reckoning = post("/quote", { slot: order.slot, order: body(order) }).then(({ ok, told }) => {
			online(true);
			if (mine !== turn || order !== now) return;
			if (!ok) { trouble = told.faults || []; paint(); return; }
			order.safe = true;
			order.quote = told;
			told.lines.forEach((line, i) => { if (order.lines[i] && !order.lines[i].sku && line.code) Object.assign(order.lines[i], { sku: line.sku, code: line.code, name: line.name }); });
			keep();
			paint();
		}).catch(() => online(false)).finally(() => { if (mine === turn) reckoning = null; });
		return reckoning;
	}
	const settled = async () => { if (pause) reckon(); await reckoning; };
	function online(yes) {
		const box = el("offline"), text = box.querySelector("span");
		box.hidden = yes && !store.outbox.length;
		text.textContent = store.outbox.length ? fill(text.dataset.waiting, { n: store.outbox.length }) : text.dataset.text;
	}

	// rows makes as many rows as there are lines; paint fills in what the house said, and never touches the field one types in.
	function rows() {
		table.replaceChildren(...now.lines.map((line) => {
			line.key ||= unique();
			const row = el("line").content.firstElementChild.cloneNode(true);
			row.dataset.key = line.key;
			for (const input of row.querySelectorAll("[data-cell]")) {
				input.value = line[input.dataset.cell] || "";
				input.setAttribute("aria-label", input.getAttribute("aria-label") + " " + (line.code || ""));
			}
			return row;
		}));
		paint();
	}
	const rowOf = (line) => table.querySelector(`[data-key="${line.key}"]`), lineOf = (inside) => now.lines.find((line) => line.key === inside.closest("[data-key]").dataset.key);
	function paint() {
		const quote = now.quote, faults = [...(quote ? quote.faults : []), ...trouble];
		const bad = (name) => { const found = faults.find((one) => one.field === name); return found ? found.text : ""; };
		table.querySelectorAll(".en-short").forEach((row) => row.remove());
		now.lines.forEach((line, i) => {
			const row = rowOf(line), told = quote && quote.lines[i] && (quote.lines[i].sku === line.sku || !line.sku) ? quote.lines[i] : null;
			const set = (name, text) => { const cell = row.querySelector(`[data-${name}]`); if (cell) cell.textContent = text; };
			set("no", String(i + 1));
			set("name", line.name || line.code);
			set("code", line.name ? line.code : "");
			set("free", told ? pieces(told.free) : "…");
			set("origin", told ? told.origin : "");
			set("amount", told ? money(told.amount) : "…");
			set("earned", told && told.margin_rate ? told.margin_rate : "–");
			row.querySelector("[data-free]").className = told && told.short ? "en-lack" : "";
			row.querySelector("[data-cell=price]").placeholder = told ? money(told.price) : "";
			for (const name of ["sku", "qty", "price", "discount"]) {
				const text = bad(`lines.${i}.${name}`), input = row.querySelector(`[data-cell=${name}]`);
				set("bad-" + name, text);
				if (input) mark(input, text);
			}
			if (told && told.short) row.after(lacking(line, told));
		});
		el("empty").hidden = now.lines.length > 0;
		for (const sum of root.querySelectorAll("[data-sum]")) {
			const name = sum.dataset.sum, text = quote && now.lines.length ? money(quote[name] || 0) : "–";
			sum.textContent = name === "total" && quote && now.lines.length ? root.dataset.symbol + (Number(quote.total) ? text : "0.00") : text + (name === "margin" && quote && quote.margin_rate ? ` · ${quote.margin_rate}` : "");
		}
		for (const box of root.querySelectorAll("[data-bad]")) {
			const text = trouble.length || box.dataset.bad !== "customer" ? bad(box.dataset.bad) : ""; // a customer is missing only once one places
			box.textContent = text;
			mark(field(box.dataset.bad) || customer, text);
		}
	}
	const mark = (input, text) => { input.classList.toggle("is-invalid", !!text); input.toggleAttribute("aria-invalid", !!text); if (text) input.setAttribute("aria-invalid", "true"); };

	// lacking offers what can be done about a line that the warehouse has too little of.
	function lacking(line, told) {
		const row = el("short").content.firstElementChild.cloneNode(true), lack = row.querySelector("[data-lack]"), ways = row.querySelector(".en-ways");
		lack.textContent = fill(lack.dataset.text, { free: pieces(told.free) });
		const way = (text, run) => { const button = node("button", text, "btn btn-sm"); button.type = "button"; button.addEventListener("click", run); ways.append(button); };
		for (const other of told.elsewhere || []) {
			const values = { place: other.title, free: pieces(other.free) };
			if (other.all) way(fill(says.move, values), () => { now.warehouse = other.id; show(); changed(0); scan.focus(); });
			else if (now.lines.length > 1) way(fill(says.split, values), () => split(line, other));
		}
		if (Number(told.free) > 0) way(fill(says.part, { n: pieces(told.free) }), () => { line.qty = String(told.free); rows(); changed(0); scan.focus(); });
		if (may("backorder")) way(says.hold, () => placeNow(true));
		return row;
	}
	function split(line, other) {
		const { slot, at, quote, lines, sending, ...rest } = now;
		const more = fresh({ ...rest, warehouse: other.id, discount: "", freight: "", external: "", lines: [{ ...line, key: unique() }] });
		now.lines = now.lines.filter((one) => one !== line);
		store.orders.push(more);
		show();
		changed(0);
		post("/quote", { slot: more.slot, order: body(more) }, true).catch(() => {});
		scan.focus();
	}

	// add puts goods on the order, or raises the line that has them.
	function add(goods, qty = 1) {
		let line = now.lines.find((one) => (goods.sku ? one.sku === goods.sku : one.code === goods.code && !one.sku) && !one.price);
		if (line) line.qty = String(Math.round((Number(plain(line.qty)) + qty) * 10000) / 10000);
		else { line = { key: unique(), sku: goods.sku || "", code: goods.code, name: goods.name || "", qty: String(qty), price: "", discount: "" }; now.lines.push(line); }
		rows();
		const row = rowOf(line);
		row.classList.add("en-now");
		row.scrollIntoView({ block: "nearest" });
		answer(goods.sku ? "good" : "wait", goods.sku ? fill(says.added, { name: line.name || line.code, qty: line.qty }) : fill(says.late, { code: line.code }));
		changed();
	}

	// What is scanned while the house looks something up waits in line.
	const queue = [];
	let draining = false;
	async function drain() {
		if (draining) return;
		draining = true;
		while (queue.length) await one(queue.shift());
		draining = false;
	}
	async function one(text) {
		const times = /^[*×](\d+(?:\.\d+)?)$/.exec(text), last = now.lines.at(-1);
		if (times && last) {
			last.qty = times[1];
			rows();
			answer("good", fill(says.added, { name: last.name || last.code, qty: last.qty }));
			changed();
			return;
		}
		const [, many, code] = /^(?:(\d+(?:\.\d+)?)\s*[*x×])?\s*(.+)$/i.exec(text) || [], qty = many ? Number(many) : 1;
		if (!code) return;
		let found;
		try { found = await get("/goods", { q: code, warehouse: now.warehouse }); } catch (fault) {
			if (Number(fault.message)) answer("bad", says.failed); else { online(false); add({ code }, qty); }
			return;
		}
		if (found.exact || found.goods.length === 1) add(found.goods[0], qty);
		else if (!found.goods.length) answer("bad", fill(says.unknown, { code }));
		else if (!scan.value && !queue.length) { scan.value = code; pick.show(found.goods, code); answer("wait", fill(says.which, { code })); } else answer("bad", fill(says.which, { code }));
	}
	const pick = combo(scan, el("goods"), {
		look: async (text) => (/^[*+-]|^\d+[*x×]/.test(text) ? [] : (await get("/goods", { q: text, warehouse: now.warehouse })).goods),
		draw: (goods) => [node("b", goods.name), node("small", goods.code), node("span", el("goods").dataset.free + " " + pieces(goods.free), Number(goods.free) > 0 ? "tnum" : "tnum en-lack")],
		take: (goods) => { scan.value = ""; add(goods); },
	});
	scan.addEventListener("keydown", (e) => {
		if (e.isComposing) return;
		const text = plain(scan.value), last = now.lines.at(-1);
		if (e.key === "Enter" && !e.ctrlKey && !e.metaKey) {
			e.preventDefault();
			const marked = pick.chosen();
			pick.close();
			scan.value = "";
			if (marked) add(marked);
			else if (text) { queue.push(text); drain(); }
			else (now.customer ? field("discount") : customer).focus();
		} else if (!text && last && (e.key === "+" || e.key === "-")) {
			e.preventDefault();
			const qty = Number(plain(last.qty)) + (e.key === "+" ? 1 : -1);
			if (qty > 0) { last.qty = String(qty); rows(); changed(); } else off(last);
		} else if (!text && e.key === "ArrowDown" && last) { e.preventDefault(); enter(rowOf(last).querySelector("[data-cell=qty]")); }
	});
	bursts((text, target) => {
		if (target === scan || target.closest("dialog") || (target.matches("input, textarea, select") && !target.matches("[data-cell], #e-freight, #e-discount"))) return false;
		queue.push(plain(text));
		drain();
		scan.focus();
		return true;
	});

	// Lines: fields are changed in place; arrows move between lines, Enter goes back to the scanner.
	const enter = (input) => { if (input) { input.focus(); input.select(); } };
	function off(line) {
		now.lines = now.lines.filter((one) => one !== line);
		rows();
		scan.focus();
		changed();
	}
	on("input", "[data-entry] [data-cell]", (input) => { lineOf(input)[input.dataset.cell] = input.value; changed(); });
	on("focusin", "[data-entry] [data-cell]", (input) => input.select());
	on("click", "[data-line-off]", (button) => off(lineOf(button)));
	on("keydown", "[data-entry] [data-cell]", (input, e) => {
		if (e.isComposing) return;
		const all = [...table.querySelectorAll(`[data-cell=${input.dataset.cell}]`)], i = all.indexOf(input);
		if (e.key === "Delete" && e.ctrlKey) { e.preventDefault(); off(lineOf(input)); } else if ((e.key === "Enter" && !e.ctrlKey && !e.metaKey) || e.key === "Escape") { e.preventDefault(); scan.focus(); } else if (e.key === "ArrowDown" || e.key === "ArrowUp") {
			e.preventDefault();
			if (all[i + (e.key === "ArrowDown" ? 1 : -1)]) enter(all[i + (e.key === "ArrowDown" ? 1 : -1)]); else scan.focus();
		}
	});

	// The other fields. Enter goes on to the next.
	on("input", "[data-entry] [data-field]", (input) => { now[input.dataset.field] = input.value; if (input.matches("select")) habit(now); shipping(); changed(input.matches("select") ? 0 : 250); });
	on("keydown", "[data-entry] input[data-field]", (input, e) => {
		if (e.key !== "Enter" || e.ctrlKey || e.metaKey || e.isComposing) return;
		e.preventDefault();
		const all = [...root.querySelectorAll(".en-foot input, .en-foot [data-place]")].filter((one) => one.offsetParent);
		all[all.indexOf(input) + 1]?.focus();
	});
	function shipping() {
		const text = el("ship-text"), parts = [now.receiver, now.phone, now.address].filter(Boolean);
		text.textContent = parts.length ? parts.join(" · ") : text.dataset.none;
	}

	// The customer: by the end of the phone, by name or initials; somebody new is made without leaving the order.
	const list = el("buyers"), tail = (phone) => (phone ? "…" + phone.slice(-4) : "");
	const look = async (text) => [...await get("/customer", { q: text }), ...(may("admit") ? [{ made: text }] : [])];
	const buyers = combo(customer, list, {
		look,
		draw: (one) => ("made" in one ? [node("i", "", "ti ti-user-plus"), node("b", fill(list.dataset.new, { text: one.made }))] : [node("b", one.name), node("small", tail(one.phone)), node("span", one.blocked ? list.dataset.blocked : [one.province, one.city].filter(Boolean).join(" "), one.blocked ? "en-lack" : "")]),
		take: (one) => ("made" in one ? begin(one.made) : buys(one)),
	});
	// buys takes a customer, who may have been looked for while the clerk went on to another field: there the clerk stays.
	function buys(one) {
		const elsewhere = document.activeElement.matches("[data-field], [data-cell]");
		now.customer = one.id;
		now.buyer = { name: one.name, phone: one.phone, where: [one.province, one.city].filter(Boolean).join(" "), level: one.level };
		Object.assign(now, { receiver: one.name, phone: one.phone, address: [one.province, one.city, one.address].filter(Boolean).join("") });
		head();
		changed(0);
		if (!elsewhere) scan.focus();
	}
	customer.addEventListener("input", () => { if (now.customer) { now.customer = ""; now.buyer = null; el("buyer").textContent = ""; changed(); } });
	customer.addEventListener("focus", () => customer.select());
	customer.addEventListener("keydown", async (e) => {
		if (e.key !== "Enter" || e.ctrlKey || e.metaKey || e.isComposing) return;
		e.preventDefault();
		const text = plain(customer.value);
		if (!text || now.customer) { scan.focus(); return; }
		const marked = buyers.chosen();
		if (marked) { buyers.close(); if ("made" in marked) begin(marked.made); else buys(marked); return; }
		const found = await look(text).catch(() => []), people = found.filter((one) => !("made" in one));
		if (plain(customer.value) !== text) return;
		if (people.length === 1) { buyers.close(); buys(people[0]); } else if (!people.length && /^\d{8}$|^\d{12,14}$/.test(text)) { customer.value = ""; queue.push(text); drain(); scan.focus(); } else buyers.show(found, text);
	});
	const panel = el("new-buyer"), made = (name) => root.querySelector(`input[data-new=${name}]`);
	function begin(text) {
		const phone = (/[+\d][\d\- ]{4,}/.exec(text) || [""])[0].trim();
		panel.hidden = false;
		made("phone").value = phone;
		made("name").value = text.replace(phone, "").trim();
		(made("name").value ? made("phone").value ? made("province") : made("phone") : made("name")).focus();
	}
	async function admit() {
		const one = Object.fromEntries(["name", "phone", "province", "city", "address"].map((name) => [name, made(name).value]));
		const { ok, told } = await working(el("new-save"), post("/customer", one));
		for (const box of root.querySelectorAll("[data-new-bad]")) { const fault = !ok && told.faults.find((f) => f.field === box.dataset.newBad); box.textContent = fault ? fault.text : ""; mark(made(box.dataset.newBad), box.textContent); }
		if (ok) { panel.hidden = true; buys(told); } else { answer("bad", told.faults.map((f) => f.text).join(" ")); (panel.querySelector(".is-invalid") || made("name")).focus(); }
	}
	el("new-save").addEventListener("click", () => admit().catch(() => online(false)));
	el("new-close").addEventListener("click", () => { panel.hidden = true; customer.focus(); });
	panel.addEventListener("keydown", (e) => {
		if (e.isComposing || e.target.matches("button")) return;
		const all = [...panel.querySelectorAll("input")], next = all[all.indexOf(e.target) + 1];
		if (e.key === "Escape") { panel.hidden = true; customer.focus(); } else if (e.key === "Enter") {
			e.preventDefault();
			e.stopPropagation();
			if (next && !e.ctrlKey) next.focus(); else el("new-save").click();
		}
	});

	// Several orders at once: each has a tab.
	function tabs() {
		el("tabs").replaceChildren(...(store.orders.length < 2 ? [] : store.orders.map((order, i) => {
			const button = node("button", `${i + 1} ${order.buyer ? order.buyer.name : order.lines[0] ? order.lines[0].name || order.lines[0].code : says.blank}`, "en-tab"), n = node("small", String(order.lines.length));
			button.type = "button";
			button.append(n);
			if (order === now) button.setAttribute("aria-current", "true");
			button.addEventListener("click", () => turnTo(order));
			return button;
		})));
		el("drop").hidden = false;
	}
	function turnTo(order) {
		if (pause) reckon();
		store.orders = store.orders.filter((one) => one === order || !blank(one));
		if (!store.orders.includes(order)) store.orders.push(order);
		now = order;
		trouble = [];
		el("restored").hidden = true;
		show();
		if (!blank(now)) reckon();
		scan.focus();
	}
	const park = () => { if (!blank(now)) turnTo(fresh()); else scan.focus(); };
	function gone(order) {
		store.orders = store.orders.filter((one) => one !== order);
		if (order === now) turnTo(store.orders.at(-1) || fresh());
		keep();
	}
	el("park").addEventListener("click", park);
	el("drop").addEventListener("click", () => { const order = now; post("/drop", { slot: order.slot }, true).catch(() => {}); clearTimeout(pause); pause = null; turn++; gone(order); });

	// show fills the whole form in, head all but the lines.
	function show() {
		head();
		rows();
		tabs();
	}
	function head() {
		for (const input of root.querySelectorAll("[data-field]")) if (input.value !== (now[input.dataset.field] || "")) input.value = now[input.dataset.field] || "";
		customer.value = now.buyer ? now.buyer.name : "";
		el("buyer").textContent = now.buyer ? [tail(now.buyer.phone), now.buyer.where].filter(Boolean).join(" · ") : "";
		panel.hidden = true;
		shipping();
	}

	// place sends the order; what the page showed goes along, and the house refuses another total.
	let placing = false;
	function placeNow(backorder) {
		if (placing) return;
		placing = true;
		working(el("place"), send(backorder)).finally(() => { placing = false; });
	}
	async function send(backorder) {
		if (!now.lines.length) { answer("bad", says.none); scan.focus(); return; }
		await settled();
		const order = now, quote = order.quote;
		if (quote && order.safe && quote.faults.length) { alarm(quote.faults); return; }
		if (!order.customer) { alarm([{ field: "customer", text: says.required }]); return; } // also without a network
		if (quote && order.safe && quote.short && !backorder) { const way = table.querySelector(".en-short button"); answer("bad", table.querySelector("[data-lack]").textContent); if (way) way.focus(); return; }
		order.sending ||= { slot: order.slot, order: body(order), total: quote && order.safe ? quote.total : null, backorder: !!backorder };
		const parcel = { slot: order.slot, body: order.sending, who: order.buyer ? order.buyer.name : "" };
		try {
			const { ok, told } = await post("/place", parcel.body);
			if (ok) done(told, parcel); else { delete order.sending; alarm(told.faults || []); }
		} catch {
			store.outbox.push(parcel);
			gone(order);
			online(false);
			answer("wait", says.stored);
		}
	}
	function done(told, parcel) {
		remember({ ...told, who: parcel.who, order: parcel.body.order });
		const order = store.orders.find((one) => one.slot === parcel.slot);
		if (order) { clearTimeout(pause); pause = null; turn++; gone(order); }
		lastOne();
		online(true);
		answer("good", fill(says.placed, { number: told.number }));
		scan.focus();
	}
	function refused(told, parcel) {
		const order = fresh({ ...parcel.body.order, slot: unique() });
		store.orders.push(order);
		turnTo(order);
		alarm(told.faults || []);
	}
	function alarm(faults) {
		trouble = faults;
		paint();
		const box = el("alarm"), loose = faults.filter((one) => !spot(one.field));
		box.hidden = !loose.length;
		box.querySelector("p").textContent = loose.map((one) => one.text).join(" ");
		answer("bad", faults.map((one) => one.text).join(" "));
		const first = faults.map((one) => spot(one.field)).find(Boolean);
		if (first) enter(first); else box.focus();
		if (faults.some((one) => one.field === "quoted" || one.field.endsWith(".qty"))) reckon();
	}
	function spot(name) {
		const [, i, cell] = /^lines\.(\d+)\.(\w+)$/.exec(name) || [];
		if (cell) return now.lines[i] && rowOf(now.lines[i]).querySelector(`[data-cell=${cell === "sku" ? "qty" : cell}]`);
		return name === "customer" ? customer : name && field(name);
	}
	function lastOne() {
		const last = store.last, box = el("last");
		box.hidden = !last;
		if (!last) return;
		el("last-link").textContent = last.number;
		el("last-link").href = "/sales/order/" + last.id;
		el("last-total").textContent = root.dataset.symbol + money(last.total);
		el("last-who").textContent = last.who;
		el("undo-last").hidden = !may("undo") || !last.order;
	}
	async function undo() {
		const last = store.last;
		if (!last || !last.order || !may("undo")) return;
		const { ok, told } = await working(el("undo-last"), post("/undo/" + last.id, {}));
		if (!ok) { answer("bad", (told.faults || []).map((one) => one.text).join(" ")); return; }
		remember(null);
		lastOne();
		turnTo(fresh({ ...last.order, slot: unique() }));
		answer("good", fill(says.undone, { number: last.number }));
	}
	el("place").addEventListener("click", () => placeNow(false));
	el("undo-last").addEventListener("click", () => undo().catch(() => online(false)));

	const help = () => el("keys").showModal();
	el("help").addEventListener("click", help);
	const keys = {
		F1: help, F2: () => scan.focus(), F3: () => customer.focus(), F4: () => field(document.activeElement === field("channel") ? "warehouse" : "channel").focus(),
		F6: () => enter(field("discount")), F7: () => enter(field("note")), F8: park, F9: () => turnTo(store.orders[(store.orders.indexOf(now) + 1) % store.orders.length]),
	};
	document.addEventListener("keydown", (e) => {
		if (e.isComposing || document.querySelector("dialog[open]")) return;
		if (keys[e.key]) { e.preventDefault(); keys[e.key](); } else if (e.key === "Enter" && (e.ctrlKey || e.metaKey)) { e.preventDefault(); placeNow(false); } else if (e.altKey && e.key === "Backspace") { e.preventDefault(); undo().catch(() => online(false)); } else if (e.altKey && e.key.toLowerCase() === "m") { e.preventDefault(); mute(); } else if (e.key === "?" && (!e.target.matches("input, textarea") || (e.target === scan && !scan.value))) { e.preventDefault(); help(); } else if (e.key === "Escape" && e.target !== scan) scan.focus();
	});

	// What may be promised changes while one types: it is asked again; and what waited for the network is sent.
	setInterval(() => {
		if (document.visibilityState !== "visible") return;
		deliver(done, refused);
		if (now.lines.length && !pause && !reckoning && !placing && !document.querySelector("dialog[open]")) reckon();
	}, 10000);
	addEventListener("online", () => { deliver(done, refused); reckon(); });
	stay(() => touched && (store.outbox.length > 0 || store.orders.some((order) => !blank(order))), () => store.orders.every((order) => blank(order) || order.safe));

	show();
	lastOne();
	online(true);
	if (!blank(now)) {
		const note = el("restored"), text = note.querySelector("span"), then = new Date(now.at), today = then.toDateString() === new Date().toDateString();
		text.textContent = fill(text.dataset.text, { at: then.toLocaleString(document.documentElement.lang, today ? { hour: "2-digit", minute: "2-digit", hour12: false } : { dateStyle: "short", timeStyle: "short", hour12: false }) });
		note.hidden = false;
		reckon();
	}
	deliver(done, refused);
	window.hesuan.offline([]);
	scan.focus();
})();
