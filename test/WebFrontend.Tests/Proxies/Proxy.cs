using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;

namespace ConnectNow.WebFrontend.Tests.Proxies;

/// <summary>
/// One of the proxies of docs/proxies.md, from its Debian package, with the file of the document: only names, ports and paths are of the
/// test.
/// </summary>
internal sealed class Proxy : IAsyncDisposable
{
    private static readonly string[] Folders = ["/usr/sbin", "/usr/local/sbin", "/usr/bin", "/usr/local/bin"];

    private readonly TemporaryDirectory _directory = new();
    private readonly Process _process;

    private Proxy(Func<TemporaryDirectory, ProcessStartInfo> start)
    {
        var info = start(_directory);
        info.RedirectStandardError = info.RedirectStandardOutput = true;
        info.WorkingDirectory = _directory.Path;
        _process = Process.Start(info)!;
        // Read, so that it never waits for us; nothing of it is asked for but when it fails.
        _ = _process.StandardOutput.ReadToEndAsync();
        Errors = _process.StandardError.ReadToEndAsync();
    }

    private Task<string> Errors { get; }

    /// <summary>Starts one and waits until it listens.</summary>
    public static async Task<Proxy> StartAsync(string name, int tls, int plain, Uri server, TestCertificate certificate)
    {
        var proxy = new Proxy(directory => name switch
        {
            "nginx" => Nginx(directory, tls, plain, server, certificate),
            "caddy" => Caddy(directory, tls, plain, server, certificate),
            _ => HaProxy(directory, tls, plain, server, certificate),
        });
        await Eventually.TrueAsync(
            async () => proxy._process.HasExited ? throw new InvalidOperationException($"{name} has ended: {await proxy.Errors}") : await ListensAsync(tls) && await ListensAsync(plain),
            $"{name} listened");
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _directory.Dispose();
    }

    private static ProcessStartInfo Nginx(TemporaryDirectory directory, int tls, int plain, Uri server, TestCertificate certificate)
    {
        var site = Write(directory, "site.conf", Documented("nginx.conf", server)
            .Replace("listen 80;", $"listen 127.0.0.1:{plain};", StringComparison.Ordinal)
            .Replace("listen 443 ", $"listen 127.0.0.1:{tls} ", StringComparison.Ordinal)
            .Replace("https://$host$", $"https://$host:{tls}$", StringComparison.Ordinal)
            .Replace("/etc/ssl/localhost/fullchain.pem", certificate.ChainPath, StringComparison.Ordinal)
            .Replace("/etc/ssl/localhost/privkey.pem", certificate.KeyPath, StringComparison.Ordinal));
        // What Debian's /etc/nginx/nginx.conf is, for somebody who may not write to /var.
        var temporary = string.Concat(new[] { "client_body", "proxy", "fastcgi", "uwsgi", "scgi" }.Select(kind => $"{kind}_temp_path {directory.Path}/{kind};\n"));
        var main = Write(directory, "nginx.conf", $"daemon off; worker_processes 1; pid {directory.Path}/pid; error_log stderr;\nevents {{ }}\nhttp {{ access_log off;\n{temporary}include {site}; }}\n");
        return Command("nginx", "nginx-light", "-p", directory.Path, "-e", "stderr", "-c", main);
    }

    private static ProcessStartInfo Caddy(TemporaryDirectory directory, int tls, int plain, Uri server, TestCertificate certificate)
    {
        var site = Documented("Caddyfile", server).Replace("localhost {", $"https://localhost:{tls} {{\n\ttls {certificate.ChainPath} {certificate.KeyPath}", StringComparison.Ordinal);
        var file = Write(directory, "Caddyfile", $"{{\n\tadmin off\n\thttp_port {plain}\n\thttps_port {tls}\n}}\n{site}");
        var start = Command("caddy", "caddy", "run", "--config", file, "--adapter", "caddyfile");
        foreach (var name in new[] { "HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME" }) start.Environment[name] = directory.Path;
        return start;
    }

    private static ProcessStartInfo HaProxy(TemporaryDirectory directory, int tls, int plain, Uri server, TestCertificate certificate)
    {
        var file = Write(directory, "haproxy.cfg", Documented("haproxy.cfg", server)
            .Replace("bind :80", $"bind 127.0.0.1:{plain}", StringComparison.Ordinal)
            .Replace("bind :443", $"bind 127.0.0.1:{tls}", StringComparison.Ordinal)
            .Replace("redirect scheme https code 308", $"redirect prefix https://localhost:{tls} code 308", StringComparison.Ordinal)
            .Replace("/etc/ssl/localhost/both.pem", certificate.BothPath, StringComparison.Ordinal));
        return Command("haproxy", "haproxy", "-db", "-f", file);
    }

    private static string Documented(string file, Uri server) => File.ReadAllText(Path.Combine(Repository.Root, "docs", "proxies", file))
        .Replace("chat.example.com", "localhost", StringComparison.Ordinal)
        .Replace("127.0.0.1:5080", server.Authority, StringComparison.Ordinal);

    private static string Write(TemporaryDirectory directory, string name, string text)
    {
        var path = Path.Combine(directory.Path, name);
        File.WriteAllText(path, text);
        return path;
    }

    private static ProcessStartInfo Command(string program, string package, params string[] arguments)
    {
        var path = Folders.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
        Assert.True(path is not null, string.Create(CultureInfo.InvariantCulture, $"{program} is missing: sudo test/install-packages.sh installs {package}."));
        return new ProcessStartInfo(path, arguments);
    }

    private static async Task<bool> ListensAsync(int port)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync("127.0.0.1", port, TestContext.Current.CancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
