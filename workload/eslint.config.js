/** The rules of the whole project; the root leaves this folder out because its packages are installed apart. */
export { default } from "../eslint.config.js";
