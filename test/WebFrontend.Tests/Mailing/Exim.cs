using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using MimeKit;

namespace ConnectNow.WebFrontend.Tests.Mailing;

/// <summary>
/// A mail server nobody here wrote: Debian's Exim, with STARTTLS and a login, on a port of this machine. It runs as an ordinary user,
/// delivers to itself alone, into a folder, and is asked for nothing else.
/// </summary>
internal sealed class Exim : IAsyncDisposable
{
    public const string User = "chat";
    public const string Password = "a-long-secret";

    private const string Program = "/usr/sbin/exim4";

    private readonly TemporaryDirectory _directory;
    private readonly Process _process;
    private readonly ConcurrentDictionary<string, string> _recipients = new();

    private Exim(TemporaryDirectory directory, Process process, int port, string authority) =>
        (_directory, _process, Port, Authority) = (directory, process, port, authority);

    public int Port { get; }

    /// <summary>The file with the certificate of the authority that has signed the server's.</summary>
    public string Authority { get; }

    /// <summary>What the server says of itself: conversations, mails, wrong logins.</summary>
    public IReadOnlyList<string> Log => Lines("log-main");

    /// <summary>What it has turned away.</summary>
    public IReadOnlyList<string> Turned => [.. Lines("log-main").Where(line => line.Contains("535 ", StringComparison.Ordinal))];

    private string Closed => Path.Combine(_directory.Path, "closed");

    public static async Task<Exim> StartAsync(bool takesAllLetters = false)
    {
        Assert.True(File.Exists(Program), $"{Program} is not there: sudo test/install-packages.sh installs it.");
        var directory = new TemporaryDirectory();
        var port = FreePort.Find();
        using var certificates = new Certificates();
        using var certificate = certificates.Of("127.0.0.1");
        var authority = Path.Combine(directory.Path, "authority.pem");
        await File.WriteAllTextAsync(authority, certificates.Authority.ExportCertificatePem());
        await File.WriteAllTextAsync(Path.Combine(directory.Path, "certificate.pem"), certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(Path.Combine(directory.Path, "key.pem"), certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        // As root, Exim would become another user by itself, and could not write here: it begins as one.
        var isRoot = Environment.UserName == "root";
        var (user, group) = isRoot ? ("nobody", "nogroup") : (Environment.UserName, await SaysAsync("id", "-gn"));
        await File.WriteAllTextAsync(Path.Combine(directory.Path, "exim.conf"), Configuration(directory.Path, port, user, group, takesAllLetters));
        if (isRoot) await SaysAsync("chown", "-R", $"{user}:{group}", directory.Path);
        string[] command = [Program, "-C", Path.Combine(directory.Path, "exim.conf"), "-bdf"];
        var process = Process.Start(new ProcessStartInfo(isRoot ? "setpriv" : command[0], isRoot ? ["--reuid", user, "--regid", group, "--clear-groups", .. command] : command[1..]))!;
        var server = new Exim(directory, process, port, authority);
        await Eventually.TrueAsync(server.GreetsAsync, "the mail server greets");
        return server;
    }

    /// <summary>How the application is told to use it.</summary>
    public string[] Options(string password = Password, bool trusted = true) =>
    [
        "--ConnectNow:Email:Provider", "Smtp", "--ConnectNow:Email:From", "chat@acme.example", "--ConnectNow:Email:Smtp:Host", "127.0.0.1",
        "--ConnectNow:Email:Smtp:Port", Port.ToString(CultureInfo.InvariantCulture), "--ConnectNow:Email:Smtp:User", User, "--ConnectNow:Email:Smtp:Password", password,
        .. trusted ? ["--ConnectNow:Email:Smtp:CaFile", Authority] : Array.Empty<string>(),
    ];

    /// <summary>From now on whoever has a name that begins with "later" is told to be written to later; or no longer.</summary>
    public void PutOff(bool does)
    {
        if (does) File.WriteAllText(Closed, "");
        else File.Delete(Closed);
    }

    /// <summary>The mails for somebody, as files.</summary>
    public IReadOnlyList<string> FilesOf(string email)
    {
        var box = Path.Combine(_directory.Path, "mail", "new");
        return Directory.Exists(box) ? [.. Directory.GetFiles(box).Where(file => _recipients.GetOrAdd(file, RecipientOf) == email)] : [];
    }

    /// <summary>The code in the only mail in somebody's mailbox, once it is there.</summary>
    public async Task<string> CodeForAsync(string email)
    {
        await Eventually.TrueAsync(() => FilesOf(email).Count > 0, $"a mail came to {email}");
        using var mail = await MimeMessage.LoadAsync(Assert.Single(FilesOf(email)));
        return mail.Subject!.Split(' ')[0];
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        // What it had begun for a conversation may still be writing.
        await Eventually.TrueAsync(IsDeleted, "the mail server's folder is gone");
    }

    /// <summary>Exim writes down for whom it has put a mail there; a file is whole when it has its name.</summary>
    private static string RecipientOf(string file)
    {
        const string header = "Envelope-to: ";
        return File.ReadLines(file).First(line => line.StartsWith(header, StringComparison.Ordinal))[header.Length..];
    }

    private bool IsDeleted()
    {
        try
        {
            _directory.Dispose();
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private string[] Lines(string file)
    {
        var path = Path.Combine(_directory.Path, file);
        return File.Exists(path) ? File.ReadAllLines(path) : [];
    }

    private async Task<bool> GreetsAsync()
    {
        Assert.False(_process.HasExited, $"The mail server has ended: {string.Join('\n', Lines("log-panic").Concat(Log))}");
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", Port);
            return await client.GetStream().ReadAsync(new byte[3]) > 0;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static async Task<string> SaysAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        return said.Trim();
    }

    private static string Configuration(string directory, int port, string user, string group, bool takesAllLetters) => """
        exim_user = USER
        exim_group = GROUP
        spool_directory = DIRECTORY/spool
        log_file_path = DIRECTORY/log-%s
        log_selector = +smtp_connection
        pid_file_path = DIRECTORY/exim.pid
        primary_hostname = mail.test
        local_interfaces = 127.0.0.1
        daemon_smtp_ports = PORT
        smtp_accept_max = 100
        keep_environment =
        add_environment = PATH=/usr/bin:/bin
        deliver_drop_privilege
        tls_advertise_hosts = *
        tls_certificate = DIRECTORY/certificate.pem
        tls_privatekey = DIRECTORY/key.pem
        auth_advertise_hosts = ${if eq{$tls_in_cipher}{}{}{*}}
        smtputf8_advertise_hosts = UTF8
        acl_smtp_rcpt = recipient

        begin acl
        recipient:
          deny condition = ${if eq{$sender_host_authenticated}{}}
               message = authentication required
          defer local_parts = ^later.*
                condition = ${if exists{DIRECTORY/closed}}
                message = come again later
          deny local_parts = ^nobody.*
               message = no such mailbox
          accept

        begin routers
        all:
          driver = accept
          transport = box

        begin transports
        box:
          driver = appendfile
          directory = DIRECTORY/mail
          create_directory
          maildir_format
          envelope_to_add

        begin authenticators
        plain:
          driver = plaintext
          public_name = PLAIN
          server_prompts = :
          server_condition = ${if and{{eq{$auth2}{LOGIN_NAME}}{eq{$auth3}{LOGIN_SECRET}}}}
          server_set_id = $auth2
        login:
          driver = plaintext
          public_name = LOGIN
          server_prompts = Username:: : Password::
          server_condition = ${if and{{eq{$auth1}{LOGIN_NAME}}{eq{$auth2}{LOGIN_SECRET}}}}
          server_set_id = $auth1
        """
        .Replace("USER", user, StringComparison.Ordinal).Replace("GROUP", group, StringComparison.Ordinal)
        .Replace("PORT", port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal).Replace("UTF8", takesAllLetters ? "*" : "", StringComparison.Ordinal)
        .Replace("LOGIN_NAME", User, StringComparison.Ordinal).Replace("LOGIN_SECRET", Password, StringComparison.Ordinal)
        .Replace("DIRECTORY", directory, StringComparison.Ordinal) + "\n";
}
