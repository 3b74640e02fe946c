// Azurite asks for its telemetry and for two databases when it starts, and uses none of them here: three hundred megabytes less to install.
module.exports = {};
