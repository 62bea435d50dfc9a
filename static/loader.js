// Starts the WebAssembly module once the page is usable. Bundled after Go's own wasm_exec.js; MODULE is the module's URL.
const start = async () => {
  const go = new Go();
  const { instance } = await WebAssembly.instantiateStreaming(fetch(MODULE), go.importObject);
  go.run(instance);
};
// A page that never rests has the module all the same.
const whenIdle = () => (window.requestIdleCallback ?? setTimeout)(() => start().catch((problem) => {
    console.warn(problem);
    for (const instead of document.querySelectorAll("[data-without-passkey]")) instead.hidden = false;
  }), { timeout: 1000 });
if (document.readyState === "complete") whenIdle();
else addEventListener("load", whenIdle);
