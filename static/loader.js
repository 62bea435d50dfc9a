// Starts the WebAssembly module once the page is usable. Bundled after Go's own wasm_exec.js; MODULE is the module's URL.
const start = async () => {
  const go = new Go();
  const { instance } = await WebAssembly.instantiateStreaming(fetch(MODULE), go.importObject);
  go.run(instance);
};
const whenIdle = () => (window.requestIdleCallback ?? setTimeout)(() => start().catch(console.warn));
if (document.readyState === "complete") whenIdle();
else addEventListener("load", whenIdle);
