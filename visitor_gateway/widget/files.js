/** Files: those that were sent, and those on their way. */
import { fileShown } from "./file-shown.js";
import { filesSheet } from "./files-style.js";
import { Uploads } from "./uploads.js";

export { Uploads, fileShown, filesSheet as sheet };
