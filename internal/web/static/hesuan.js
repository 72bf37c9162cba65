// What every page needs: notes, the session's token, dialogs, menus, theme. No inline handlers anywhere: elements say what they do
// in data- attributes, and everything is listened to on the document, so that what htmx puts in works at once.
(() => {
	"use strict";
	const $ = (selector, root = document) => root.querySelector(selector);
	const on = (event, selector, run) => document.addEventListener(event, (e) => {
		const found = e.target instanceof Element && e.target.closest(selector);
		if (found) run(found, e);
	});
	const token = () => $("meta[name=csrf]").content;

	// Notes: short messages that go away by themselves.
	const show = (note) => setTimeout(() => note.remove(), note.classList.contains("note-dead") ? 9000 : 4500);
	const say = (tone, text) => {
		const note = document.createElement("div");
		note.className = "note note-" + tone;
		note.textContent = text;
		$("#notes").append(note);
		show(note);
	};
	document.querySelectorAll("[data-note]").forEach(show);
	const decode = (coded) => JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(coded.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0))));

	// Requests of htmx: the token goes along, empty filters do not, faults that are no page become notes.
	document.addEventListener("htmx:configRequest", (e) => {
		e.detail.headers["X-CSRF-Token"] = token();
		if (e.detail.verb !== "get") return;
		for (const [name, value] of [...e.detail.formData.entries()]) if (value === "") e.detail.formData.delete(name);
	});
	document.addEventListener("htmx:beforeSwap", (e) => {
		const answer = e.detail.xhr;
		if (answer.status >= 400 && (answer.getResponseHeader("Content-Type") || "").startsWith("text/plain")) {
			e.detail.shouldSwap = false;
			if (answer.status === 401) again(e);
			else say("dead", answer.responseText);
		}
	});
	document.addEventListener("htmx:afterRequest", (e) => {
		const coded = e.detail.xhr && e.detail.xhr.getResponseHeader("X-Say");
		if (coded) { const note = decode(coded); say(note.tone, note.text); }
	});
	document.addEventListener("htmx:sendError", () => say("dead", $("#notes").dataset.offline));
	document.addEventListener("htmx:afterSettle", (e) => {
		const at = (selector) => e.detail.elt.querySelector && e.detail.elt.querySelector(selector), wrong = at(".is-invalid") || at(".alarm");
		if (wrong) wrong.focus();
	});

	async function again(e) {
		const form = e.detail.requestConfig.elt.closest("form"), button = pressed(e);
		if (await relogin()) { if (button) button.click(); else if (form) htmx.trigger(form, "submit"); }
	}

	// A session that ended while somebody was typing: log in on top of the page, then go on. Whoever asks meanwhile waits for the same login.
	let login = null, answered = null;
	const relogin = () => (login ||= new Promise((done) => { answered = done; askLogin(); }).finally(() => { login = answered = null; }));
	async function askLogin() {
		const dialog = $("#relogin");
		const answer = await fetch("/login", { headers: { "HX-Request": "true" } });
		dialog.innerHTML = await answer.text();
		dialog.showModal();
		const [name, word] = ["name", "password"].map((one) => dialog.querySelector(`input[name=${one}]`));
		name.value ||= dialog.dataset.name;
		(name.value ? word : name).focus();
	}
	$("#relogin")?.addEventListener("close", () => { if (answered) answered(false); });
	on("submit", "#relogin form", async (form, e) => {
		e.preventDefault();
		const answer = await fetch("/login", { method: "POST", body: new URLSearchParams(new FormData(form)), headers: { "X-In-Place": "1", "HX-Request": "true" } });
		if (!(answer.headers.get("Content-Type") || "").includes("json")) {
			$("#relogin").innerHTML = await answer.text();
			return;
		}
		const fresh = (await answer.json()).csrf;
		$("meta[name=csrf]").content = fresh;
		document.querySelectorAll("input[name=csrf]").forEach((input) => { input.value = fresh; });
		answered(true);
		$("#relogin").close();
	});

	// ask sends JSON (or, without a body, asks for it) and gives the answer. Where a session ended it asks for the password first, unless quiet.
	async function ask(url, body, quiet, renewed) {
		const headers = { "X-CSRF-Token": token(), Accept: "application/json" };
		if (body !== undefined) headers["Content-Type"] = "application/json";
		const answer = await fetch(url, { method: body === undefined ? "GET" : "POST", headers, body: body === undefined ? undefined : JSON.stringify(body), keepalive: !!quiet && body !== undefined && JSON.stringify(body).length < 60000 });
		if (answer.status === 403 && !renewed && (await renew())) return ask(url, body, quiet, true);
		if (answer.status !== 401 || quiet || !(await relogin())) return answer;
		return ask(url, body);
	}
	// renew takes the session's present token: a page that was kept for a time without a network may have an older one.
	async function renew() {
		const answer = await fetch("/me/token", { headers: { Accept: "application/json" } }), fresh = answer.ok ? (await answer.json()).csrf : "";
		if (!fresh || fresh === token()) return false;
		$("meta[name=csrf]").content = fresh;
		return true;
	}

	// offline makes this page, and those at the addresses, work without a network; whoever logs out leaves none behind.
	async function offline(addresses) {
		if (!("serviceWorker" in navigator)) return;
		try {
			await navigator.serviceWorker.register("/sw.js");
			const box = await caches.open("hesuan"), files = [...document.querySelectorAll("script[src], link[rel=stylesheet], link[rel=icon]")].map((one) => one.src || one.href);
			for (const one of [location.href, ...files, ...addresses]) await box.add(one).catch(() => {});
			document.body.dataset.offlineReady = "1";
		} catch { /* no secure context, or no room: the page works as long as the network does */ }
	}
	on("submit", "form[action='/logout']", () => { if (window.caches) caches.delete("hesuan"); });

	// What takes longer than a blink says that it works: the button that was pressed turns busy.
	const busy = (button, on) => { button.classList.toggle("busy", on); button[on ? "setAttribute" : "removeAttribute"]("aria-busy", "true"); };
	async function working(button, work) {
		const later = setTimeout(() => busy(button, true), 300);
		try { return await work; } finally { clearTimeout(later); busy(button, false); }
	}
	const pressed = (e) => e.detail.requestConfig?.triggeringEvent?.submitter || e.detail.elt.closest?.("button");
	document.addEventListener("htmx:beforeRequest", (e) => {
		const button = pressed(e);
		if (button) working(button, new Promise((done) => e.detail.xhr.addEventListener("loadend", done)));
	});

	// Dialogs open when htmx has filled them.
	document.addEventListener("htmx:afterSettle", (e) => {
		if (e.detail.target.id !== "dialog-body") return;
		const dialog = $("#dialog");
		if (!dialog.open) dialog.showModal();
		const first = dialog.querySelector(".is-invalid, .sheet-body input:not([type=hidden]), .sheet-body select, .sheet-body textarea, [data-main]");
		if (first) { first.focus(); if (first.select) first.select(); }
		document.querySelectorAll("details.menu[open]").forEach((menu) => { menu.open = false; });
	});
	on("click", "[data-close]", (button) => button.closest("dialog").close());
	on("click", "dialog", (dialog, e) => { if (e.target === dialog && dialog.id !== "relogin") dialog.close(); });
	on("click", "[data-keys-open]", () => $("#keys").showModal());
	on("submit", "[data-ask]", (form, e) => { if (!confirm(form.dataset.ask)) e.preventDefault(); });
	on("click", "[data-reload]", (link, e) => { e.preventDefault(); location.reload(); });

	// Menus close when one looks elsewhere.
	document.addEventListener("click", (e) => document.querySelectorAll("details.menu[open], details.chip[open]").forEach((menu) => {
		if (!menu.contains(e.target)) menu.open = false;
	}));
	document.addEventListener("keydown", (e) => {
		if (e.key === "Escape") document.querySelectorAll("details.menu[open], details.chip[open]").forEach((menu) => { menu.open = false; $("summary", menu).focus(); });
	});
	document.addEventListener("keydown", (e) => {
		if (e.key !== "?" || e.ctrlKey || e.metaKey || e.altKey || e.target.closest("input, textarea, select, dialog[open], [contenteditable]")) return;
		e.preventDefault();
		$("#keys").showModal();
	});
	on("click", "[data-menu]", () => document.body.classList.toggle("menu-open"));

	// Rooms of the navigation stay as they were left.
	const rooms = new Set(JSON.parse(localStorage.getItem("hesuan.rooms") || "[]"));
	document.querySelectorAll("details[data-group]").forEach((room) => {
		if (rooms.has(room.dataset.group)) room.open = true;
		$("summary", room).addEventListener("click", () => { // by hand only: where one is opens by itself, and closes when one leaves
			rooms[room.open ? "delete" : "add"](room.dataset.group);
			localStorage.setItem("hesuan.rooms", JSON.stringify([...rooms]));
		});
	});

	// The language and the theme are kept with the person; the page comes back to where it is.
	on("click", ".top-tools form button[name]", (button) => {
		const form = button.form;
		form.back.value = location.pathname + location.search;
		if (button.hasAttribute("data-theme-switch")) button.value = document.documentElement.dataset.bsTheme === "dark" ? "light" : "dark";
	});

	// Closing the tab on something typed warns. A link within the house does so only while what was typed is not safe.
	function stay(dirty, safe) {
		let leaving = false;
		on("click", "a[href]", (link, e) => { leaving = safe() && !link.target && !e.defaultPrevented; setTimeout(() => { leaving = false; }, 1500); });
		addEventListener("beforeunload", (e) => { if (dirty() && !leaving) e.preventDefault(); });
	}

	// Rows under the keys: the arrows (or j, k) move along them, Enter opens, x selects, / searches. rows gives them; more brings further ones when
	// the end comes near; open takes the row that the keys stand at,
	// and so does each of keys, by its name.
	const typing = (e) => e.target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, dialog[open], [contenteditable]");
	function ranks({ rows, more = () => {}, open, keys = {} }) {
		const current = () => rows().find((row) => row.classList.contains("at"));
		const stand = (row) => {
			rows().forEach((one) => one.classList.toggle("at", one === row));
			if (row) row.scrollIntoView({ block: "nearest" });
		};
		const move = (by) => {
			const all = rows(), i = all.indexOf(current());
			if (i + by >= all.length - 5) more();
			if (all.length) stand(all[Math.min(Math.max(i + by, 0), all.length - 1)]);
		};
		document.addEventListener("keydown", (e) => {
			if (e.defaultPrevented) return;
			if (e.key === "ArrowDown" && e.target.matches("[data-search]")) { e.target.blur(); move(1); e.preventDefault(); return; }
			if (typing(e) || e.ctrlKey || e.metaKey || e.altKey) return;
			const row = current(), box = row && $("input[type=checkbox]", row);
			if (e.key === "/") { e.preventDefault(); $("[data-search]").focus(); $("[data-search]").select(); }
			else if (e.key === "ArrowDown" || e.key === "j") { e.preventDefault(); move(1); }
			else if (e.key === "ArrowUp" || e.key === "k") { e.preventDefault(); move(-1); }
			else if (e.key === "Enter" && row && (e.target === document.body || e.target === box)) { e.preventDefault(); open(row); }
			else if (e.key === "x" && box) box.click();
			else if (keys[e.key]) keys[e.key](row, e);
		});
		return { current, stand, move };
	}

	window.hesuan = { $, on, say, token, ask, relogin, working, stay, offline, ranks };
})();
