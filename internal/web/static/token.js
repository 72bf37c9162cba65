// The search box of a list: words become tokens as soon as they are whole (a space, Enter, or a choice from what is offered), and tokens
// become chips. What is wrong with a word is said below the box, and nothing typed is lost.
(() => {
	"use strict";
	const { $, narrow } = window.hesuan;
	const page = $("[data-list]"), input = $("[data-search]");
	if (!page || !input) return;
	const box = $("#offers"), why = $("[data-why]"), at = page.dataset.at;
	const sign = /^([^:：<>≥≤=＝＞＜!≠]+)(>=|<=|!=|[:：<>≥≤=＝＞＜≠])(.*)$/;
	let fields = null, asked = null, offered = [], turn = 0;
	const same = (text) => text.toLowerCase().replace(/[ _-]/g, "");
	const load = () => asked ||= fetch(at + "/tokens").then((answer) => answer.ok ? answer.json() : []).then((all) => { fields = all; return all; });
	const fieldOf = (name) => (fields || []).find((f) => same(f.label) === same(name) || f.name === name.toLowerCase());
	// words are those of the box, where a name of several words before a sign is one with what follows, as the server reads it.
	const words = (text = input.value) => text.split(/\s+/).filter(Boolean).reduce((all, one) => {
		const m = sign.exec(one);
		let own = 0;
		for (let n = 1; m && n < 4 && n <= all.length; n++) if (fieldOf(all.slice(-n).join("") + m[1])) own = n;
		return [...all.slice(0, all.length - own), [...all.slice(all.length - own), one].join(" ")];
	}, []);
	const word = () => { // the word at the cursor
		const until = input.value.slice(0, input.selectionStart);
		if (!/\S$/.test(until)) return { text: "", begin: until.length };
		const begin = until.search(new RegExp(`(\\S+\\s+){${words(until).at(-1).split(" ").length - 1}}\\S+$`));
		return { text: until.slice(begin), begin };
	};
	// pending tells that a word is on its way to be a token: it is no search yet.
	const pending = (text) => { const m = sign.exec(text); return m && fieldOf(m[1]); };

	// What is offered
	const close = () => { box.hidden = true; offered = []; input.setAttribute("aria-expanded", "false"); input.removeAttribute("aria-activedescendant"); };
	const choose = (n) => {
		[...box.children].forEach((row, i) => row.setAttribute("aria-selected", String(i === n)));
		if (n >= 0 && box.children[n]) { box.children[n].scrollIntoView({ block: "nearest" }); input.setAttribute("aria-activedescendant", box.children[n].id); }
	};
	const at0 = () => [...box.children].findIndex((row) => row.getAttribute("aria-selected") === "true");
	const show = (all) => {
		offered = all.slice(0, 12);
		box.replaceChildren(...offered.map((one, i) => {
			const row = document.createElement("button"), text = document.createElement("span"), note = document.createElement("small");
			Object.assign(row, { type: "button", id: "offer-" + i, tabIndex: -1 });
			row.setAttribute("role", "option");
			row.setAttribute("aria-selected", "false");
			text.textContent = one.text;
			note.textContent = one.note || "";
			row.append(text, note);
			row.addEventListener("mousedown", (e) => { e.preventDefault(); take(one); });
			return row;
		}));
		box.hidden = !offered.length;
		input.setAttribute("aria-expanded", String(!box.hidden));
	};
	async function offer() {
		const mine = ++turn, { text } = word();
		await load();
		if (mine !== turn || document.activeElement !== input) return;
		const m = sign.exec(text), f = m && fieldOf(m[1]);
		if (f && f.kind === "link" && /[:：=＝]/.test(m[2])) {
			const answer = await fetch(f.source + "?q=" + encodeURIComponent(m[3]));
			if (mine !== turn || !answer.ok) return;
			show((await answer.json()).map((one) => ({ text: one.title, note: f.label, param: [f.name, one.id] })));
			choose(m[3] ? 0 : -1);
			return;
		}
		if (f) {
			const part = m[3].split(/[,，、]/).pop().toLowerCase();
			show((f.values || []).filter((v) => (" " + v.spelt).includes(" " + part) || v.text.toLowerCase().includes(part)).map((v) => ({ text: v.text, note: f.label, whole: m[1] + m[2] + m[3].slice(0, m[3].length - part.length) + v.text })));
			choose(part ? 0 : -1);
			return;
		}
		if (!text || m) { close(); return; }
		const low = text.toLowerCase();
		show(fields.filter((one) => (" " + one.spelt).includes(" " + low) || one.label.toLowerCase().startsWith(low)).map((one) => ({ text: one.label + ":", note: one.name, part: one.label + (one.kind === "number" ? ">" : ":") })));
	}
	const replace = (text) => {
		const { begin } = word(), rest = input.value.slice(input.selectionStart);
		input.value = input.value.slice(0, begin) + text + rest;
		input.setSelectionRange(begin + text.length, begin + text.length);
	};
	function take(one) {
		close();
		if (one.part) { replace(one.part); offer(); return; }
		if (one.whole) { replace(one.whole); settle(); return; }
		replace("");
		const values = new URLSearchParams(location.search);
		if (!values.getAll(one.param[0]).includes(one.param[1])) values.append(one.param[0], one.param[1]);
		go(values);
	}

	// From a word to a chip
	const go = (values) => {
		const q = words().filter((text) => !pending(text)).join(" ");
		values.delete("after");
		if (q) values.set("q", q); else values.delete("q");
		say("");
		return narrow(at + "?" + values);
	};
	const say = (text) => { why.textContent = text; };
	let busy = Promise.resolve();
	const whole = (text) => { const m = sign.exec(text); return m && m[3] !== ""; };
	// cut takes a word out of the box, wherever it stands by now; the cursor stays where it was in the rest.
	const cut = (text) => {
		const found = new RegExp(text.split(" ").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("\\s+")).exec(input.value);
		if (!found) return;
		const spot = Math.max(input.selectionStart - found[0].length, 0);
		input.value = (input.value.slice(0, found.index) + input.value.slice(found.index + found[0].length)).replace(/^\s+/, "").replace(/\s{2,}/g, " ");
		input.setSelectionRange(Math.min(spot, input.value.length), Math.min(spot, input.value.length));
	};
	// settle makes the words that are whole tokens, one after the other: several may have been pasted, and before the names of fields are known a
	// name of several words is not told from single ones.
	function settle() {
		if (!words().some(whole)) return false;
		busy = busy.then(async () => {
			await load();
			let values = new URLSearchParams(location.search), wrong = "", moved = false;
			for (const text of words().filter(whole)) {
				values.delete("q");
				const answer = await fetch(at + "/token?w=" + encodeURIComponent(text) + "&in=" + encodeURIComponent(values));
				if (!answer.ok) continue;
				const reply = await answer.json();
				wrong ||= reply.why || "";
				if (reply.why || !reply.to) continue;
				cut(text);
				values = new URLSearchParams(reply.to.split("?")[1]);
				moved = true;
			}
			if (moved) await go(values);
			if (wrong) say(wrong);
		}).catch(() => {}); // the next word is asked for all the same
		return true;
	}
	input.addEventListener("focus", load);
	input.addEventListener("input", () => { say(""); offer(); });
	input.addEventListener("blur", () => { close(); settle(); });
	input.addEventListener("keydown", (e) => {
		if (e.isComposing) return;
		const n = at0(), open = !box.hidden;
		if (open && (e.key === "ArrowDown" || e.key === "ArrowUp")) {
			e.preventDefault();
			choose((n + (e.key === "ArrowDown" ? 1 : -1) + offered.length) % offered.length);
		} else if (open && (e.key === "Enter" || e.key === "Tab") && n >= 0) {
			e.preventDefault();
			e.stopPropagation();
			take(offered[n]);
		} else if (e.key === "Escape" && open) {
			e.preventDefault();
			e.stopPropagation();
			close();
		} else if (e.key === " " || e.key === "Enter") {
			close();
			if (settle() && e.key === "Enter") e.preventDefault();
		} else if (e.key === "Backspace" && !input.value) {
			const drops = [...document.querySelectorAll("#sieve-chips summary [data-drop]")];
			if (drops.length) { e.preventDefault(); drops.at(-1).click(); }
		}
	});
	// Words on their way to be tokens are not searched for.
	document.addEventListener("htmx:configRequest", (e) => {
		if (e.detail.elt.id !== "sieve") return;
		const q = words().filter((text) => !pending(text)).join(" ");
		if (q) e.detail.parameters.q = q; else delete e.detail.parameters.q;
	});
})();
