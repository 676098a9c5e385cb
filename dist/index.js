import { runMain } from "./app.js";
process.exitCode = await runMain();
