// Signs in by the link's token, which is in the fragment and so in no log, or by name and password.
const byId = (id) => document.getElementById(id);
const show = (id) => ["signing-in", "sign-in-form", "password-form"].forEach((form) => { byId(form).hidden = form !== id; });

const returnTo = () => {
  const path = new URLSearchParams(location.search).get("returnTo") ?? "/";
  // Only a place on this box.
  const target = new URL(path, location.origin);
  return target.origin === location.origin && !target.pathname.startsWith("/sign-in") ? target.href : "/";
};

const say = (detail, remedy) => {
  byId("sign-in-problem").hidden = !detail;
  byId("sign-in-problem-detail").textContent = detail ?? "";
  byId("sign-in-problem-remedy").textContent = remedy ?? "";
};

const ask = async (method, path, body) => {
  say();
  let response;
  try {
    response = await fetch(path, { method, headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  } catch {
    say("The box does not answer.", "Check that it runs, then try again.");
    return null;
  }
  if (response.ok) return response.status === 204 ? {} : response.json();
  const problem = await response.json().catch(() => ({}));
  say(problem.detail ?? `The box answered with status ${response.status}.`, problem.remedy);
  return null;
};

const begin = async () => {
  const token = location.hash.slice(1);
  if (!token) {
    show("sign-in-form");
    byId("name").focus();
    return;
  }
  show("signing-in");
  // Used or not, the token does not stay in the address or the history.
  history.replaceState(null, "", location.pathname + location.search);
  const person = await ask("POST", "/api/session", { token });
  if (!person) {
    show("sign-in-form");
  } else if (person.hasPassword) {
    location.replace(returnTo());
  } else {
    byId("password-for").textContent = person.name;
    byId("account").value = person.name;
    show("password-form");
    byId("new-password").focus();
  }
};

byId("sign-in-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const person = await ask("POST", "/api/session", { name: byId("name").value.trim(), password: byId("password").value });
  if (person) location.replace(returnTo());
});

byId("password-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  if (byId("new-password").value !== byId("again").value) {
    say("The two passwords differ.", "Type the same one twice.");
    return;
  }
  if (await ask("PUT", "/api/session/password", { password: byId("new-password").value })) location.replace(returnTo());
});

byId("later").addEventListener("click", () => location.replace(returnTo()));
begin();
