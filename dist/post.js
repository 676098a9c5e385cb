// The post step. An entry file of its own, so that it can never take itself for the main step. Without a
// journal there is nothing to find out, and nothing is loaded.
const journalPath = process.env['STATE_journal'] ?? '';
if (journalPath !== '') {
    const { runPost } = await import("./app.js");
    await runPost(journalPath);
}
export {};
