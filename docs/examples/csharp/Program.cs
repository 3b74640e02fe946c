using ConnectNow.Examples;

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};

var server = new Uri(Environment.GetEnvironmentVariable("CHAT_SERVER") ?? "http://localhost:5080");
var token = Environment.GetEnvironmentVariable("CHAT_TOKEN") ?? "";
using var api = new Api(server, token);

try
{
    await (args switch
    {
        ["poll", var chat] => Poll.RunAsync(api, chat, stop.Token),
        ["follow", var chat] => new Follower(server, token, chat, Follower.Print).RunAsync(stop.Token),
        ["say", var chat, var text] => Say.RunAsync(api, chat, text, stop.Token),
        ["bot", var chat] => Bot.RunAsync(api, server, chat, stop.Token),
        _ => Console.Error.WriteLineAsync("poll CHAT | follow CHAT | say CHAT TEXT | bot CHAT, with CHAT_SERVER and CHAT_TOKEN in the environment"),
    });
}
catch (OperationCanceledException)
{
    // Ctrl+C.
}
