// Asks the browser for a passkey. The server sends what to ask in `data-options` of the form, and reads the answer from
// its field `credential`. Without this script, or without passkeys in the browser, the page says what else to do.

const form = document.querySelector("form[data-passkey]");
const says = form.querySelector("[data-passkey-says]");
const create = form.dataset.passkey === "create";
form.querySelector("[data-passkey-without]").hidden = true;

const bytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (each) => each.charCodeAt(0));

const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

const named = (list) => (list || []).map((each) => ({ ...each, id: bytes(each.id) }));

function question() {
  const options = JSON.parse(form.dataset.options);
  options.challenge = bytes(options.challenge);
  if (create) {
    options.user.id = bytes(options.user.id);
    options.excludeCredentials = named(options.excludeCredentials);
  } else {
    options.allowCredentials = named(options.allowCredentials);
  }
  return options;
}

function answer(credential) {
  const { response } = credential;
  const sent = {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: { clientDataJSON: text(response.clientDataJSON) },
  };
  if (create) {
    sent.response.attestationObject = text(response.attestationObject);
    sent.response.transports = response.getTransports ? response.getTransports() : [];
  } else {
    sent.response.authenticatorData = text(response.authenticatorData);
    sent.response.signature = text(response.signature);
    if (response.userHandle) sent.response.userHandle = text(response.userHandle);
  }
  return JSON.stringify(sent);
}

async function ask() {
  const publicKey = question();
  const credential = create
    ? await navigator.credentials.create({ publicKey })
    : await navigator.credentials.get({ publicKey });
  form.elements.credential.value = answer(credential);
  form.submit();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (!window.PublicKeyCredential) {
    says.textContent = "This browser has no passkeys, or the address of this page does not begin with https. Use another way.";
    return;
  }
  says.textContent = "Waiting for your device…";
  ask().catch((error) => {
    says.textContent =
      error.name === "InvalidStateError"
        ? "This device has a passkey for you already."
        : "Nothing came back from your device. Try again, or use another way.";
  });
});
