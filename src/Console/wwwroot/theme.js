// Before the first paint: the viewer's own theme, so that nothing flashes.
(() => {
  const wish = localStorage.getItem("onebox.theme");
  const dark = wish === "dark" || (wish !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.theme = dark ? "dark" : "light";
  addEventListener("click", (event) => {
    if (event.target.id === "reload-page" || event.target.id === "reload-after-error") location.reload();
  });
})();
