// Notifications by the browser, and only after a click that permits them.

import { the } from "./elements.js";

export class Notices {
  #button = the("notify");

  constructor() {
    this.#button.hidden = !("Notification" in globalThis) || Notification.permission !== "default";
    this.#button.addEventListener("click", async () => {
      await Notification.requestPermission();
      this.#button.hidden = Notification.permission !== "default";
    });
  }

  /** Tell of something new. @param {string} title @param {string} body @param {() => void} clicked */
  tell(title, body, clicked) {
    if (!("Notification" in globalThis) || Notification.permission !== "granted") return;
    try {
      const notice = new Notification(title, { body, icon: "/desk/page/icon.svg" });
      notice.onclick = () => {
        focus();
        clicked();
        notice.close();
      };
    } catch {
      // Some phones only allow notifications from a service worker: the title of the page still counts.
      this.#button.hidden = true;
    }
  }
}
