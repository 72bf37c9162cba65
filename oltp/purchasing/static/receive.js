// The receiving dock: counts scans against an order, on this device first, so that a break of the network loses nothing. What is sent
// carries a key: sent again, it is the same receipt.
"use strict";
(() => {
	const root = document.querySelector("[data-dock]");
	if (!root) return;
	const find = (name) => root.querySelector(`[data-${name}]`);
	const lines = JSON.parse(root.dataset.lines).map((l) => ({ ...l, expected: Number(l.expected), most: Number(l.most) }));
	const place = "hesuan.receive." + root.dataset.order;
	const fresh = () => ({ key: crypto.randomUUID ? crypto.randomUUID() : String(Date.now()) + Math.random(), log: [], delivery: "", invoice: true, sending: null });
	let state = fresh(), rejecting = false;
	try { state = { ...state, ...JSON.parse(localStorage.getItem(place) || "{}") }; } catch { /* a damaged note is no note */ }
	const keep = () => localStorage.setItem(place, JSON.stringify(state));
	const fill = (text, values) => text.replace(/\{(\w+)\}/g, (all, name) => (name in values ? values[name] : all));
	const sum = (no, kind) => state.log.reduce((n, one) => n + (one.no === no && one.kind === kind ? one.qty : 0), 0);
	const show = (n) => String(Math.round(n * 10000) / 10000);

	let sound = null;
	function beep(good) {
		try {
			sound = sound || new AudioContext();
			const tone = sound.createOscillator(), loud = sound.createGain();
			tone.frequency.value = good ? 880 : 196;
			loud.gain.value = 0.15;
			tone.connect(loud).connect(sound.destination);
			tone.start();
			tone.stop(sound.currentTime + (good ? 0.09 : 0.35));
		} catch { /* a device without sound */ }
	}

	function answer(tone, head, text) {
		const box = find("answer");
		box.className = "dk-answer " + tone;
		box.querySelector("b").textContent = head;
		box.querySelector("span").textContent = text || "";
		if (tone === "good" || tone === "bad") beep(tone === "good");
	}

	function element(tag, text, kind) {
		const made = document.createElement(tag);
		made.textContent = text || "";
		if (kind) made.className = kind;
		return made;
	}

	// draw shows every line: what came now of what is expected, with buttons for a thumb.
	function draw(now) {
		const list = find("list");
		list.replaceChildren(...lines.map((l) => {
			const came = sum(l.no, "came"), rejected = sum(l.no, "rejected"), row = element("li");
			if (came >= l.expected) row.classList.add("full");
			if (l.no === now) row.classList.add("now");
			const name = element("div", "", "dk-two");
			name.append(element("b", l.code), element("small", l.name + (rejected ? ` · ${list.dataset.rejected} ${show(rejected)}` : "")));
			const count = element("div", "", "dk-count"), less = element("button", "−", "btn"), more = element("button", "+", "btn");
			less.type = more.type = "button";
			less.setAttribute("aria-label", "− " + l.code);
			more.setAttribute("aria-label", "+ " + l.code);
			less.addEventListener("click", () => take(l));
			more.addEventListener("click", () => add(l, 1));
			count.append(less, element("b", show(came)), element("span", "/ " + show(l.expected)), more);
			row.append(name, count);
			return row;
		}));
		const all = lines.reduce((n, l) => n + l.expected, 0), came = lines.reduce((n, l) => n + sum(l.no, "came"), 0);
		find("progress").textContent = `${show(came)} / ${show(all)}`;
		find("bar").style.transform = `scaleX(${all ? Math.min(1, came / all) : 0})`;
		find("delivery").value = state.delivery;
		find("invoice").checked = state.invoice;
	}

	// add counts pieces of a line, within what may come.
	function add(line, qty) {
		const kind = rejecting ? "rejected" : "came", left = line.most - sum(line.no, "came");
		if (kind === "came" && qty > left) {
			answer("bad", left <= 0 ? fill(root.dataset.full, line) : fill(root.dataset.over, { code: line.code, most: show(left) }), line.name);
			return;
		}
		state.log.push({ no: line.no, qty, kind });
		setRejecting(false);
		keep();
		answer("good", `${line.code}  ${show(sum(line.no, "came"))} / ${show(line.expected)}`, line.name);
		draw(line.no);
	}

	// take gives one piece of a line back.
	function take(line) {
		if (sum(line.no, "came") <= 0) return;
		state.log.push({ no: line.no, qty: -Math.min(1, sum(line.no, "came")), kind: "came" });
		keep();
		draw(line.no);
	}

	function scan(text) {
		const [, many, code] = /^(?:(\d+(?:\.\d+)?)\s*[*x×]\s*)?(.+)$/i.exec(text.trim()) || [];
		if (!code) return;
		const same = lines.filter((l) => l.barcode === code || l.code.toUpperCase() === code.toUpperCase());
		if (!same.length) {
			const expected = lines.filter((l) => sum(l.no, "came") < l.expected).map((l) => l.code).slice(0, 6).join(", ");
			answer("bad", fill(root.dataset.wrong, { code }), fill(root.dataset.wrongHint, { expected }));
			return;
		}
		add(same.find((l) => sum(l.no, "came") < l.expected) || same[same.length - 1], many ? Number(many) : 1);
	}

	function setRejecting(on) {
		rejecting = on;
		find("reject").setAttribute("aria-pressed", String(on));
		if (on) answer("wait", root.dataset.rejecting);
	}

	// send brings what was scanned to the house; without network it waits and tries again.
	async function send() {
		if (!state.sending) return;
		let response;
		try {
			response = await fetch("/receive/" + root.dataset.order, { method: "POST", body: state.sending,
				headers: { "Content-Type": "application/json", "X-CSRF-Token": document.querySelector('meta[name="csrf"]').content } });
		} catch {
			answer("wait", root.dataset.waiting);
			setTimeout(send, 5000);
			return;
		}
		const told = await response.json().catch(() => ({}));
		state.sending = null;
		if (!response.ok) {
			state.key = fresh().key;
			keep();
			answer("bad", told.refused || told.error || String(response.status));
			return;
		}
		state = fresh();
		localStorage.removeItem(place);
		answer("good", fill(root.dataset.sent, told));
		setTimeout(() => location.assign("/receive"), 1200);
	}

	function finish() {
		const sent = lines.map((l) => ({ order_line: l.no, qty: show(sum(l.no, "came")), rejected: show(sum(l.no, "rejected")) }))
			.filter((l) => Number(l.qty) > 0 || Number(l.rejected) > 0);
		if (!sent.length) { answer("bad", root.dataset.none); return; }
		state.sending = state.sending || JSON.stringify({ key: state.key, with_invoice: state.invoice, delivery: state.delivery, lines: sent });
		keep();
		send();
	}

	find("scan").addEventListener("keydown", (e) => {
		if (e.key !== "Enter") return;
		e.preventDefault();
		scan(e.target.value);
		e.target.value = "";
	});
	find("undo").addEventListener("click", () => { const last = state.log.pop(); keep(); answer("", root.dataset.ready); draw(last && last.no); });
	find("reject").addEventListener("click", () => setRejecting(!rejecting));
	find("rest").addEventListener("click", () => {
		setRejecting(false);
		lines.forEach((l) => { const left = l.expected - sum(l.no, "came"); if (left > 0) state.log.push({ no: l.no, qty: left, kind: "came" }); });
		keep();
		draw();
	});
	find("delivery").addEventListener("input", (e) => { state.delivery = e.target.value; keep(); });
	find("invoice").addEventListener("change", (e) => { state.invoice = e.target.checked; keep(); });
	find("finish").addEventListener("click", finish);
	window.addEventListener("online", send);
	document.addEventListener("click", (e) => { if (!e.target.closest("input, button, a, label")) find("scan").focus(); });
	draw();
	send();
})();
