module.exports = { timeout: 30_000, "forbid-only": true };
