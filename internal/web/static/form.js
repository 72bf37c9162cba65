// Forms: link fields that search while one types, lines that grow, drafts that outlive an accident, Ctrl-Enter.
(() => {
	"use strict";
	const { $, on } = window.hesuan;

	// Link fields
	let list = null, owner = null, turn = 0, later;
	const close = () => { if (list) list.remove(); if (owner) { owner.setAttribute("aria-expanded", "false"); owner.removeAttribute("aria-controls"); } list = owner = null; };
	const hidden = (input) => input.parentElement.querySelector("input[type=hidden]");
	const options = () => (list ? [...list.querySelectorAll("button")] : []);
	const choose = (option) => options().forEach((one) => { one.setAttribute("aria-selected", one === option); if (one === option) one.scrollIntoView({ block: "nearest" }); });
	const take = (input, option) => {
		hidden(input).value = option.dataset.id;
		input.value = option.textContent;
		close();
		input.dispatchEvent(new Event("change", { bubbles: true }));
	};
	async function look(input) {
		const mine = ++turn;
		const answer = await fetch(input.parentElement.dataset.pick + "?q=" + encodeURIComponent(hidden(input).value ? "" : input.value.trim()));
		if (mine !== turn || !answer.ok || document.activeElement !== input) return;
		const found = await answer.json();
		if (mine !== turn || document.activeElement !== input) return;
		close();
		owner = input;
		list = document.createElement("div");
		list.className = "pick-list";
		list.id = "pick-list";
		list.setAttribute("role", "listbox");
		list.setAttribute("aria-label", input.labels[0]?.textContent.trim() || input.getAttribute("aria-label"));
		list.append(...found.map((row) => {
			const button = document.createElement("button");
			Object.assign(button, { type: "button", textContent: row.title, tabIndex: -1 });
			button.setAttribute("role", "option");
			button.dataset.id = row.id;
			return button;
		}));
		if (!found.length) {
			const none = document.createElement("div");
			none.className = "pick-none";
			none.textContent = $("#found").dataset.none;
			list.append(none);
		}
		const at = input.getBoundingClientRect();
		(input.closest("dialog") || document.body).append(list);
		Object.assign(list.style, { left: at.left + "px", width: Math.max(at.width, 240) + "px" });
		if (at.bottom + 300 > innerHeight && at.top > 300) list.style.bottom = innerHeight - at.top + 3 + "px"; else list.style.top = at.bottom + 3 + "px";
		input.setAttribute("aria-expanded", "true");
		input.setAttribute("aria-controls", list.id);
		if (input.value.trim()) choose(options()[0]);
	}
	on("input", "[data-pick] input[type=text]", (input) => {
		hidden(input).value = "";
		turn++; // what was found for less text is no answer to this one: neither what is on its way nor what is shown may be taken
		choose(null);
		clearTimeout(later);
		later = setTimeout(() => look(input), 120);
	});
	on("focusin", "[data-pick] input[type=text]", (input) => { input.select(); look(input); });
	on("focusout", "[data-pick] input[type=text]", () => setTimeout(close, 120));
	on("pointerdown", ".pick-list button", (button, e) => { e.preventDefault(); take(owner, button); });
	document.addEventListener("scroll", (e) => { if (list && !list.contains(e.target)) close(); }, true);
	on("keydown", "[data-pick] input[type=text]", (input, e) => {
		const all = options(), at = all.findIndex((one) => one.getAttribute("aria-selected") === "true");
		if (e.isComposing) return;
		if (e.key === "ArrowDown" || e.key === "ArrowUp") {
			e.preventDefault();
			if (!list) look(input);
			else if (all.length) choose(all[(at + (e.key === "ArrowDown" ? 1 : -1) + all.length) % all.length]);
		} else if ((e.key === "Enter" || e.key === "Tab") && list && at >= 0 && !e.ctrlKey && !hidden(input).value) {
			take(input, all[at]);
			if (e.key === "Enter") { e.preventDefault(); next(input); }
		} else if (e.key === "Escape" && list) { e.stopPropagation(); close(); }
	});

	// Enter goes on to the next field, in the last one of a line to a new line; it never sends a form by accident.
	const fields = (form) => [...form.querySelectorAll("input:not([type=hidden]), select, textarea")].filter((one) => !one.disabled && one.offsetParent);
	const next = (from) => {
		const all = fields(from.form), to = all[all.indexOf(from) + 1];
		if (to) { to.focus(); if (to.select) to.select(); }
	};
	on("keydown", "[data-form] input, [data-form] select", (input, e) => {
		if (e.key !== "Enter" || e.ctrlKey || e.metaKey || e.isComposing || e.defaultPrevented) return;
		e.preventDefault();
		const line = input.closest("[data-line]"), inLine = line && fields(input.form).filter((one) => line.contains(one));
		if (line && inLine.at(-1) === input && !line.nextElementSibling) add(line.closest("[data-lines]").closest("section")); else next(input);
	});
	on("keypress", "[data-form] input", (input, e) => { if (e.key === "Enter") e.preventDefault(); }); // scanners send it by itself
	document.addEventListener("keydown", (e) => {
		if (!(e.ctrlKey || e.metaKey) || e.key !== "Enter") return;
		const form = e.target.closest("form") || $("[data-form]"), main = form && $("[data-main]", form);
		if (main) { e.preventDefault(); main.click(); }
	});

	// Lines
	const number = () => document.querySelectorAll("[data-lines-body]").forEach((body) => [...body.children].forEach((row, i) => { $("[data-line-no]", row).textContent = i + 1; }));
	function add(section, blank = $("[data-line-blank]", section).innerHTML) {
		const body = $("[data-lines-body]", section);
		const used = [...body.querySelectorAll("[name^='lines.']")].map((input) => Number(input.name.split(".")[1]));
		const shell = document.createElement("tbody");
		shell.innerHTML = blank.replaceAll("__n__", Math.max(-1, ...used) + 1);
		const row = shell.firstElementChild;
		body.append(row);
		number();
		const first = row.querySelector("input:not([type=hidden]), select");
		if (first) first.focus();
	}
	on("click", "[data-line-add]", (button) => add(button.closest("section")));
	on("click", "[data-line-drop]", (button) => {
		const form = button.closest("form");
		button.closest("[data-line]").remove();
		number();
		keep(form);
	});

	// Drafts: what is typed is kept at the house and, in case it cannot be reached, in this browser, until it is saved or thrown away.
	const { ask } = window.hesuan;
	const place = (form) => "hesuan.draft " + location.host + " " + form.dataset.draft;
	const values = (form) => [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !["csrf", "once", "version", "step"].includes(name));
	let settled = false, dirty = false, safe = true, pause, trip, last = null;
	const send = (form, body) => ask("/draft", { place: form.dataset.draft, body }, true).then((answer) => { safe = answer.ok || answer.status === 422; }).catch(() => { safe = false; });
	function keep(form) {
		if (settled || !form.dataset.draft) return;
		dirty = true;
		safe = false;
		clearTimeout(pause);
		pause = setTimeout(() => {
			const draft = { at: new Date().toISOString(), version: form.dataset.version, values: values(form) };
			localStorage.setItem(place(form), JSON.stringify(draft));
			clearTimeout(trip);
			last = () => send(form, draft);
			trip = setTimeout(last, 500);
		}, 200);
	}
	on("input", "[data-draft]", keep);
	on("change", "[data-draft]", keep);
	const forget = (form) => { clearTimeout(pause); clearTimeout(trip); dirty = false; localStorage.removeItem(place(form)); return send(form, null); };
	document.addEventListener("htmx:beforeRequest", (e) => { if (e.detail.elt.matches("[data-draft]")) { clearTimeout(pause); clearTimeout(trip); } });
	document.addEventListener("htmx:beforeOnLoad", (e) => {
		if (e.detail.elt.matches("[data-draft]") && e.detail.xhr.getResponseHeader("HX-Redirect")) { settled = true; forget(e.detail.elt); }
	});
	on("click", "[data-cancel]", (link) => { settled = true; forget(link.closest("form")); });
	function restore(form, draft) {
		const last = Math.max(-1, ...draft.values.map(([name]) => (name.startsWith("lines.") ? Number(name.split(".")[1]) : -1)));
		const section = form.querySelector("[data-lines]") && form.querySelector("[data-lines]").closest("section");
		while (section && !form.querySelector(`[name^="lines.${last}."]`) && last >= 0) add(section);
		for (const [name, value] of draft.values) for (const input of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
			if (input.type === "checkbox") input.checked = draft.values.some(([other, text]) => other === name && text === input.value);
			else if (input.type !== "hidden" || !input.nextElementSibling || input.nextElementSibling.type !== "checkbox") input.value = value;
		}
		// Begun on an older version: saving it shows what somebody else wrote in between.
		if (form.version && draft.version && draft.version !== "0") form.version.value = form.dataset.version = draft.version;
	}
	const local = (form) => { try { return JSON.parse(localStorage.getItem(place(form))); } catch { return null; } };
	const remote = (form) => ask("/draft?place=" + encodeURIComponent(form.dataset.draft), undefined, true)
		.then((answer) => (answer.ok ? answer.json() : [])).then((drafts) => drafts[0] && drafts[0].body).catch(() => null);
	async function begin() {
		number();
		const form = $("[data-draft]");
		if (!form || $(".has-bad, .alarm", form)) return;
		const first = document.activeElement, [draft] = [local(form), await remote(form)].filter(Boolean).sort((a, b) => (a.at < b.at ? 1 : -1));
		if (!draft || dirty || settled) return;
		if (JSON.stringify(draft.values) === JSON.stringify(values(form))) { forget(form); return; }
		restore(form, draft);
		if (first && first.form === form) first.focus();
		const note = $("[data-draft-note]", form), at = new Date(draft.at), today = at.toDateString() === new Date().toDateString();
		const text = $("span", note);
		text.textContent = text.dataset.text.replace("{at}", at.toLocaleString(document.documentElement.lang, today ? { hour: "2-digit", minute: "2-digit", hour12: false } : { dateStyle: "short", timeStyle: "short", hour12: false }));
		note.hidden = false;
	}
	on("click", "[data-goto]", (link, e) => { const input = document.getElementById(link.hash.slice(1)); if (input) { e.preventDefault(); input.focus(); } });
	on("click", "[data-draft-drop]", async (button) => { settled = true; await forget(button.form); location.reload(); });

	addEventListener("pagehide", () => { if (!safe && !settled && last) last(); });

	window.hesuan.stay(() => dirty && !settled, () => safe);

	// A conflict: what somebody else saved may be taken, field by field.
	on("click", "[data-theirs]", (button) => {
		const input = document.getElementById("f-" + button.dataset.theirs), row = button.closest("tr"), mine = input.value;
		if (!input) return;
		const hold = input.parentElement.matches("[data-pick]") && hidden(input);
		if (hold) hold.value = button.dataset.value;
		if (input.type === "checkbox") input.checked = button.dataset.value === "1"; else input.value = hold ? button.dataset.title : button.dataset.value;
		taken(row);
		button.dataset.mine = mine;
		keep(input.form);
	});
	const taken = (row) => row.querySelectorAll("[data-side]").forEach((cell) => cell.classList.toggle("taken", cell.dataset.side === "theirs"));
	// A line that only they have comes in; one that they took out goes.
	on("click", "[data-theirs-line]", (button) => {
		const form = button.form, drop = button.dataset.theirsLine, line = $("template", button.parentElement);
		if (line) add($("[data-lines]", form).closest("section"), line.innerHTML);
		else form.querySelector(`[name="lines.${drop}.no"]`)?.closest("[data-line]").remove();
		number();
		taken(button.closest("tr"));
		button.disabled = true;
		keep(form);
	});
	begin();
	document.addEventListener("htmx:afterSwap", number);
})();
