// What pages need where people scan all day: a sound that can be switched off, narrow digits, bursts that land in the wrong field, and a
// list to choose from below a field.
(() => {
	"use strict";
	const { on } = window.hesuan;
	const quiet = () => localStorage.getItem("hesuan.mute") === "1";

	let sound = null;
	// beep: high and short is right, low and long is wrong. Whoever cannot hear sees it: pages colour their answer too.
	function beep(good) {
		if (quiet()) return;
		try {
			sound ||= new AudioContext();
			const tone = sound.createOscillator(), loud = sound.createGain();
			tone.frequency.value = good ? 880 : 196;
			loud.gain.value = 0.15;
			tone.connect(loud).connect(sound.destination);
			tone.start();
			tone.stop(sound.currentTime + (good ? 0.09 : 0.35));
		} catch { /* a device without sound */ }
	}
	const label = () => document.querySelectorAll("[data-mute]").forEach((button) => {
		button.setAttribute("aria-pressed", String(quiet()));
		button.querySelector(".ti").className = "ti ti-volume" + (quiet() ? "-off" : "");
	});
	const mute = () => { localStorage.setItem("hesuan.mute", quiet() ? "0" : "1"); label(); beep(true); };
	on("click", "[data-mute]", mute);
	label();

	// plain writes full-width digits, letters and signs narrow, as scanners and Chinese keyboards mix them.
	const plain = (text) => text.normalize("NFKC").replaceAll("−", "-").trim();

	// bursts gives a scanner's burst (fast keys, then Enter) to take, wherever the cursor stands; a field that take does not spare gets
	// back what it held before.
	function bursts(take) {
		let run = "", last = 0, target = null, before = "";
		document.addEventListener("keydown", (e) => {
			if (e.ctrlKey || e.altKey || e.metaKey || e.isComposing) { run = ""; return; }
			if (e.key.length === 1) {
				if (!run || e.timeStamp - last > 35 || e.target !== target) { run = ""; target = e.target; before = target.value; }
				run += e.key;
				last = e.timeStamp;
			} else if (e.key === "Enter" && run.length >= 6 && e.timeStamp - last < 80 && e.target === target) {
				const text = run;
				run = "";
				if (!take(text, target)) return;
				e.preventDefault();
				e.stopImmediatePropagation();
				if (before !== undefined && target.matches("input")) { target.value = before; target.dispatchEvent(new Event("input", { bubbles: true })); }
			} else if (e.key !== "Shift") run = "";
		}, true);
	}

	// combo shows what look finds for an input's text: arrows choose, Enter and a click take. box is an empty listbox beside the input.
	function combo(input, box, { look, draw, take }) {
		let items = [], at = -1, turn = 0, later, text = null;
		const close = () => { turn++; clearTimeout(later); items = []; at = -1; text = null; box.hidden = true; box.replaceChildren(); input.setAttribute("aria-expanded", "false"); input.removeAttribute("aria-activedescendant"); };
		const choose = (n) => {
			at = n;
			[...box.children].forEach((row, i) => { row.setAttribute("aria-selected", String(i === at)); if (i === at) { row.scrollIntoView({ block: "nearest" }); input.setAttribute("aria-activedescendant", row.id); } });
		};
		function show(found, of) {
			items = found;
			text = of;
			box.replaceChildren(...items.map((item, i) => {
				const row = document.createElement("div");
				row.id = box.id + "-" + i;
				row.setAttribute("role", "option");
				row.append(...draw(item));
				row.addEventListener("pointerdown", (e) => { e.preventDefault(); close(); take(item); });
				return row;
			}));
			box.hidden = !items.length;
			input.setAttribute("aria-expanded", String(items.length > 0));
			if (items.length) choose(0);
		}
		async function search() {
			const mine = ++turn, of = plain(input.value);
			const found = of ? await look(of).catch(() => []) : [];
			if (mine === turn && document.activeElement === input) show(found, of);
		}
		input.addEventListener("input", (e) => { clearTimeout(later); if (!e.isComposing) later = setTimeout(search, 130); });
		input.addEventListener("compositionend", () => { clearTimeout(later); later = setTimeout(search, 130); });
		input.addEventListener("blur", () => setTimeout(close, 150));
		input.addEventListener("keydown", (e) => {
			if (e.isComposing || !items.length) return;
			if (e.key === "ArrowDown" || e.key === "ArrowUp") {
				e.preventDefault();
				e.stopImmediatePropagation();
				choose((at + (e.key === "ArrowDown" ? 1 : -1) + items.length) % items.length);
			} else if (e.key === "Escape") { e.stopPropagation(); close(); }
		});
		// chosen is the marked item, if what is shown belongs to what stands in the field.
		return { close, show, chosen: () => (items.length && text === plain(input.value) ? items[at] : null) };
	}

	window.hesuan.scan = { beep, mute, plain, bursts, combo };
})();
