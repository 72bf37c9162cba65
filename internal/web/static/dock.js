// A place where people count by scanner: goods that come in, goods that go out. It counts on this device first, so that a break of the
// network loses nothing. What is sent carries a key: sent again, it is the same document.
"use strict";
(() => {
	const { ask } = window.hesuan, { beep, plain, bursts } = window.hesuan.scan;
	const prefix = "hesuan.dock ", fresh = () => ({ key: [...crypto.getRandomValues(new Uint8Array(16))].map((n) => n.toString(16).padStart(2, "0")).join(""), log: [], extra: {}, sending: null });
	const load = (place) => { try { return { ...fresh(), ...JSON.parse(localStorage.getItem(place) || "{}") }; } catch { return fresh(); } };
	const fill = (text, values) => text.replace(/\{(\w+)\}/g, (all, name) => (name in values ? values[name] : all));

	// deliver brings what was counted to the house: done, refused, or null where it cannot be reached now.
	async function deliver(place, quiet) {
		const parcel = load(place);
		if (!parcel.sending) return null;
		let answer;
		try { answer = await ask(place.slice(prefix.length), parcel.sending, quiet); } catch { return null; }
		if (answer.status === 401 || answer.status >= 500) return null;
		const told = await answer.json().catch(() => ({}));
		if (answer.ok) localStorage.removeItem(place);
		else localStorage.setItem(place, JSON.stringify({ ...parcel, sending: null, key: fresh().key }));
		return { ok: answer.ok, told };
	}
	const waiting = () => Object.keys(localStorage).filter((place) => place.startsWith(prefix) && load(place).sending);

	// The list of a dock sends what other pages could not, and keeps the pages it leads to for a time without a network.
	const list = document.querySelector("[data-dock-list]");
	if (list) {
		const note = list.querySelector("[data-waiting]");
		const send = async () => {
			for (const place of waiting()) {
				const sent = await deliver(place, true);
				if (sent) window.hesuan.say(sent.ok ? "done" : "dead", sent.ok ? fill(list.dataset.sent, sent.told) : sent.told.refused || "");
			}
			note.hidden = !waiting().length;
			note.querySelector("span").textContent = fill(note.dataset.waiting, { n: waiting().length });
		};
		addEventListener("online", send);
		setInterval(send, 5000);
		send();
		window.hesuan.offline([...list.querySelectorAll("a[data-dock-open]")].slice(0, 40).map((link) => link.href));
	}

	const root = document.querySelector("[data-dock]");
	if (!root) return;
	const find = (name) => root.querySelector(`[data-${name}]`);
	const lines = JSON.parse(root.dataset.lines).map((l) => ({ ...l, expected: Number(l.expected), most: Number(l.most) }));
	const place = prefix + root.dataset.dock;
	let state = load(place), rejecting = false;
	const keep = () => localStorage.setItem(place, JSON.stringify(state));
	const sum = (no, kind) => state.log.reduce((n, one) => n + (one.no === no && one.kind === kind ? one.qty : 0), 0);
	const show = (n) => String(Math.round(n * 10000) / 10000);

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
		for (const input of root.querySelectorAll("[data-extra]")) {
			const value = state.extra[input.dataset.extra];
			if (value !== undefined) { if (input.type === "checkbox") input.checked = value; else input.value = value; }
		}
	}

	// next says what is to be taken next, for those who go from shelf to shelf.
	function next() {
		const open = lines.find((l) => sum(l.no, "came") < l.expected);
		if (!open) answer("ready", root.dataset.complete);
		else if (root.dataset.next) answer("ready", fill(root.dataset.next, { code: open.code, n: show(open.expected - sum(open.no, "came")) }), open.name);
		else answer("ready", root.dataset.ready);
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
		const [, many, code] = /^(?:(\d+(?:\.\d+)?)\s*[*x×]\s*)?(.+)$/i.exec(plain(text)) || [];
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
		if (!find("reject")) return;
		rejecting = on;
		find("reject").setAttribute("aria-pressed", String(on));
		if (on) answer("wait", root.dataset.rejecting);
	}

	// send brings what was counted to the house; without network it waits and tries again.
	async function send(quiet) {
		if (!state.sending) return;
		const sent = await deliver(place, quiet);
		if (!sent) {
			answer("wait", root.dataset.waiting);
			setTimeout(() => send(true), 5000);
			return;
		}
		state = load(place);
		if (!sent.ok) { answer("bad", sent.told.refused || root.dataset.failed); return; }
		answer("good", fill(root.dataset.sent, sent.told));
		setTimeout(() => location.assign(root.dataset.back), 1200);
	}

	function finish() {
		const counted = lines.map((l) => ({ order_line: l.no, qty: show(sum(l.no, "came")), rejected: show(sum(l.no, "rejected")) }))
			.filter((l) => Number(l.qty) > 0 || Number(l.rejected) > 0);
		if (!counted.length) { answer("bad", root.dataset.none); return; }
		const extra = Object.fromEntries([...root.querySelectorAll("[data-extra]")].map((input) => [input.dataset.extra, input.type === "checkbox" ? input.checked : input.value]));
		state.sending ||= { ...extra, key: state.key, lines: counted };
		keep();
		window.hesuan.working(find("finish"), send(false));
	}

	find("scan").addEventListener("keydown", (e) => {
		if (e.key !== "Enter" || e.isComposing || e.ctrlKey) return;
		e.preventDefault();
		scan(e.target.value);
		e.target.value = "";
	});
	bursts((text, target) => {
		if (target === find("scan") || target.closest("dialog")) return false;
		scan(text);
		find("scan").focus();
		return true;
	});
	find("undo").addEventListener("click", () => { const last = state.log.pop(); keep(); next(); draw(last && last.no); });
	find("reject")?.addEventListener("click", () => setRejecting(!rejecting));
	find("rest").addEventListener("click", () => {
		setRejecting(false);
		lines.forEach((l) => { const left = l.expected - sum(l.no, "came"); if (left > 0) state.log.push({ no: l.no, qty: left, kind: "came" }); });
		keep();
		draw();
	});
	root.addEventListener("input", (e) => { if (e.target.matches("[data-extra]")) { state.extra[e.target.dataset.extra] = e.target.type === "checkbox" ? e.target.checked : e.target.value; keep(); } });
	find("finish").addEventListener("click", finish);
	document.addEventListener("keydown", (e) => {
		if (e.isComposing) return;
		if (e.key === "F2") { e.preventDefault(); find("scan").focus(); } else if (e.key === "Enter" && (e.ctrlKey || e.metaKey)) { e.preventDefault(); finish(); } else if (e.altKey && e.key === "Backspace") { e.preventDefault(); find("undo").click(); }
	});
	addEventListener("online", () => send(true));
	document.addEventListener("click", (e) => { if (!e.target.closest("input, button, a, label, summary")) find("scan").focus(); });
	window.hesuan.offline([]);
	draw();
	if (!state.log.length || state.sending) next();
	send(true);
})();
