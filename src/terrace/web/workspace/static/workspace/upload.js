// Shows how far a file has been sent. Without this script the form is sent as any other.
const form = document.querySelector("form[data-upload]");
form?.addEventListener("submit", (event) => {
  event.preventDefault();
  send(form);
});

function send(form) {
  const progress = form.querySelector("[data-progress]");
  const said = form.querySelector("[data-said]");
  const button = form.querySelector("button[type=submit]");
  const request = new XMLHttpRequest();
  const failed = () => {
    said.textContent = said.dataset.failed;
    progress.hidden = true;
    button.disabled = false;
  };
  request.upload.addEventListener("progress", (event) => {
    if (!event.lengthComputable) return;
    progress.value = Math.round((100 * event.loaded) / event.total);
    said.textContent = progress.value < 100 ? `${said.dataset.sending}: ${progress.value} %` : said.dataset.reading;
  });
  request.addEventListener("load", () => show(request));
  request.addEventListener("error", failed);
  request.addEventListener("abort", failed);
  progress.hidden = false;
  button.disabled = true;
  request.open("POST", form.action);
  request.send(new FormData(form));
}

// A file that was taken leads to its page; what was refused is shown here.
function show(request) {
  if (request.status < 400 && request.responseURL !== location.href) {
    location.assign(request.responseURL);
    return;
  }
  const page = new DOMParser().parseFromString(request.responseText, "text/html");
  const main = page.querySelector("main");
  if (!main) return location.reload();
  document.querySelector("main").replaceWith(document.adoptNode(main));
  const again = document.querySelector("form[data-upload]");
  again?.addEventListener("submit", (event) => {
    event.preventDefault();
    send(again);
  });
  document.querySelector("main").focus();
}
