using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MimeKit;

namespace ConnectNow.Storage.Tests.Mailers;

/// <summary>
/// A mail server on the loopback address that speaks SMTP (RFC 5321) with STARTTLS and AUTH PLAIN, and says what a test wants it to say
/// instead: a reply, or one of <see cref="Drop"/>, <see cref="Hang"/> and <see cref="Endless"/>.
/// </summary>
internal sealed class SmtpServer : IAsyncDisposable
{
    /// <summary>The connection is closed without a word.</summary>
    public const string Drop = "(drop)";

    /// <summary>Nothing is said any more.</summary>
    public const string Hang = "(hang)";

    /// <summary>A line without an end.</summary>
    public const string Endless = "(endless)";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ending = new();
    private readonly ConcurrentQueue<string> _heard = new();
    private readonly ConcurrentQueue<MimeMessage> _mails = new();
    private readonly Task _listening;

    public SmtpServer()
    {
        _listener.Start();
        _listening = ListenAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>
    /// What it says instead of what it should, by verb; also to "GREETING", to "." (the end of a mail) and to "CONTENT" (its first byte).
    /// </summary>
    public Dictionary<string, string> Says { get; init; } = [];

    /// <summary>With it the server is encrypted, from the beginning or after STARTTLS.</summary>
    public X509Certificate2? Certificate { get; init; }

    public bool IsEncryptedFromTheBeginning { get; init; }

    public bool OffersStartTls { get; init; } = true;

    /// <summary>Every command, "(clear)" before those that anybody could read.</summary>
    public IReadOnlyCollection<string> Heard => _heard;

    /// <summary>What has arrived whole, whether it was acknowledged or not.</summary>
    public IReadOnlyCollection<MimeMessage> Mails => _mails;

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _listener.Stop();
        await _listening;
        _ending.Dispose();
        foreach (var mail in _mails) mail.Dispose();
    }

    private async Task ListenAsync()
    {
        var talks = new List<Task>();
        try
        {
            while (true) talks.Add(TalkAsync(await _listener.AcceptTcpClientAsync(_ending.Token)));
        }
        catch (Exception fault) when (fault is OperationCanceledException or SocketException or InvalidOperationException)
        {
            await Task.WhenAll(talks);
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        using (client)
        {
            Stream stream = client.GetStream();
            try
            {
                if (IsEncryptedFromTheBeginning) stream = await EncryptAsync(stream);
                await SayAsync(stream, "GREETING", "220 mail.test ESMTP");
                while (await HearAsync(stream) is { } line)
                {
                    _heard.Enqueue(stream is SslStream ? line : $"(clear) {line}");
                    if (await AnswerAsync(stream, line) is not { } next) return;
                    stream = next;
                }
            }
            catch (Exception fault) when (fault is IOException or OperationCanceledException or System.Security.Authentication.AuthenticationException or DropException)
            {
                // The client has gone, or the test has asked for it.
            }
            finally
            {
                await stream.DisposeAsync();
            }
        }
    }

    /// <summary>Answers a command; the stream to go on with, or none.</summary>
    private async Task<Stream?> AnswerAsync(Stream stream, string line)
    {
        var verb = line.Split(' ', ':')[0].ToUpperInvariant();
        switch (verb)
        {
            case "EHLO":
                var tls = Certificate is not null && OffersStartTls && stream is not SslStream ? "250-STARTTLS\r\n" : "";
                await SayAsync(stream, verb, $"250-mail.test\r\n{tls}250-AUTH PLAIN LOGIN\r\n250 SIZE 1000000");
                return stream;
            case "STARTTLS":
                await SayAsync(stream, verb, "220 go on");
                return await EncryptAsync(stream);
            case "AUTH":
                var right = Convert.ToBase64String(Encoding.UTF8.GetBytes("\0user\0password"));
                await SayAsync(stream, verb, line.EndsWith($" {right}", StringComparison.Ordinal) ? "235 welcome" : "535 no");
                return stream;
            case "DATA":
                await SayAsync(stream, verb, "354 go on");
                await TakeAsync(stream);
                await SayAsync(stream, ".", "250 taken");
                return stream;
            case "QUIT":
                await SayAsync(stream, verb, "221 bye");
                return null;
            default:
                await SayAsync(stream, verb, "250 fine");
                return stream;
        }
    }

    private async Task TakeAsync(Stream stream)
    {
        if (Says.GetValueOrDefault("CONTENT") is Drop) throw new DropException();
        var content = new StringBuilder();
        while (await HearAsync(stream) is { } line && line != ".") content.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
        using var bytes = new MemoryStream(Encoding.Latin1.GetBytes(content.ToString()));
        _mails.Enqueue(await MimeMessage.LoadAsync(bytes, _ending.Token));
    }

    private async Task SayAsync(Stream stream, string to, string usually)
    {
        var said = Says.GetValueOrDefault(to, usually);
        switch (said)
        {
            case Drop:
                throw new DropException();
            case Hang:
                await Task.Delay(Timeout.Infinite, _ending.Token);
                break;
            case Endless:
                while (true) await stream.WriteAsync(new byte[4096].Select(_ => (byte)'2').ToArray(), _ending.Token);
            default:
                await stream.WriteAsync(Encoding.ASCII.GetBytes($"{said}\r\n"), _ending.Token);
                break;
        }

        // A command that was refused leads nowhere else.
        if (said != usually && to is "DATA" or "STARTTLS") throw new DropException();
    }

    private async Task<Stream> EncryptAsync(Stream stream)
    {
        var encrypted = new SslStream(stream);
        await encrypted.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = Certificate }, _ending.Token);
        return encrypted;
    }

    /// <summary>A line, byte by byte: what follows STARTTLS belongs to another stream.</summary>
    private async Task<string?> HearAsync(Stream stream)
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (await stream.ReadAsync(one, _ending.Token) == 1)
        {
            if (one[0] == '\n') return line.ToString().TrimEnd('\r');
            line.Append((char)one[0]);
        }

        return null;
    }

    private sealed class DropException : Exception;
}
