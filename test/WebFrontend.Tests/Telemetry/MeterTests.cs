using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using ConnectNow.WebFrontend.Tests.Running;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace ConnectNow.WebFrontend.Tests.Telemetry;

/// <summary>What the application counts, on a server that nobody else talks to.</summary>
public sealed class MeterTests(Server quiet)
{
    [Fact]
    public async Task Everything_that_happens_to_people_is_counted()
    {
        await using var server = await Server.StartAsync("--ConnectNow:Limits:MessagesPerSecond", "1", "--ConnectNow:Limits:MessageBurst", "6");
        using var measured = new Measurements(server.Services.GetRequiredService<IMeterFactory>());
        var host = await TestHost.CreateAsync(server);

        await TalkAsync(host, measured);
        await BeRefusedAsync(host, measured);

        await Eventually.TrueAsync(() => measured.Now("connectnow.connections") == 0 && measured.Now("connectnow.people") == 0, "nobody is connected any more");
        await Eventually.TrueAsync(() => measured.Now("connectnow.leases") == 0, "the lease was given back");
        Assert.Empty(measured.Of("connectnow.storage.errors"));
    }

    [Fact]
    public void What_the_disk_of_the_data_directory_has_left_is_measured()
    {
        using var measured = new Measurements(quiet.Services.GetRequiredService<IMeterFactory>());

        var said = measured.Now("connectnow.disk.free");

        // Others write to the same disk meanwhile.
        var disk = new DriveInfo(quiet.DataDirectory);
        Assert.InRange(said, 1, disk.TotalSize);
        Assert.InRange(Math.Abs(said - disk.AvailableFreeSpace), 0, Math.Max(disk.TotalSize / 10, 1_000_000_000));
    }

    [Fact]
    public void Without_an_exporter_nothing_listens()
    {
        Assert.Null(quiet.Services.GetService<TracerProvider>());
        Assert.Null(quiet.Services.GetService<MeterProvider>());
        Assert.All((string[])["ConnectNow", "Microsoft.Orleans.Application", "Microsoft.Orleans.Storage", "Microsoft.AspNetCore", "Microsoft.AspNetCore.SignalR.Server"], name =>
        {
            using var source = new ActivitySource(name);
            Assert.False(source.HasListeners());
        });
        Assert.Empty(quiet.Services.GetServices<IIncomingGrainCallFilter>());
    }

    private static async Task TalkAsync(TestHost host, Measurements measured)
    {
        using var browser = host.Server.NewBrowser();
        (await host.JoinAsync(browser, "Alice", "alice@example.com")).Expect(HttpStatusCode.OK);
        await using var one = await Line.ConnectAsync(host.Server.Address, host.ChatId, browser.Cookie($"cn-{host.ChatId}")!);
        await one.OpenAsync();
        await using var two = await (await host.AddPersonAsync("Bob")).OpenAsync();
        await one.SendAsync("How many are we?");
        await two.HearsAsync("How many are we?");

        Assert.Equal(2, measured.Now("connectnow.connections"));
        Assert.Equal(2, measured.Now("connectnow.people"));
        Assert.Equal(1, measured.Now("connectnow.leases"));
        Assert.True(measured.Now("connectnow.chats.active") >= 1);
        Assert.Single(measured.Of("connectnow.joins"));
        Assert.Equal(1, measured.Of("connectnow.messages").Sum());
        Assert.All(measured.Of("connectnow.commit.duration"), seconds => Assert.InRange(seconds, double.Epsilon, 120));
        Assert.Equal(measured.Of("connectnow.commit.duration").Count, measured.Of("connectnow.commit.operations").Count);
        await Eventually.TrueAsync(() => measured.Of("connectnow.delivery.lag").Count > 0, "the delivery was measured");

        await Eventually.TrueAsync(async () => (await one.ReadAsync(0)).Refusal is not null, "Alice was too fast");
        Assert.NotEmpty(measured.Of("connectnow.rate_limited", "limit=hub"));
    }

    private static async Task BeRefusedAsync(TestHost host, Measurements measured)
    {
        using var stranger = host.Server.NewBrowser();
        (await stranger.PostAsync($"/api/chats/{host.ChatId}/join/password", new { password = "a wrong one" })).Refused(HttpStatusCode.Forbidden, "wrong_password");
        (await stranger.PostAsync("/api/sign-in", new { email = "nobody@example.com" })).Expect(HttpStatusCode.Accepted);
        (await stranger.PostAsync("/api/sign-in/code", new { code = "123456" })).Refused(HttpStatusCode.UnprocessableEntity, "wrong_code");
        (await stranger.SendAsync(HttpMethod.Post, "/api/sign-in", new { email = "nobody@example.com" }, request => request.Headers.Add("Origin", "https://evil.example")))
            .Refused(HttpStatusCode.Forbidden, "not_allowed");
        using var liar = host.Server.NewBrowser("cnc_wrong");
        (await liar.GetAsync("/api/companies")).Refused(HttpStatusCode.Unauthorized, "not_in_chat");

        Assert.Single(measured.Of("connectnow.join.refusals", "reason=wrong_password"));
        Assert.Single(measured.Of("connectnow.sign_in.refusals", "reason=wrong_code"));
        Assert.Single(measured.Of("connectnow.access.refusals", "reason=other_origin"));
        Assert.Single(measured.Of("connectnow.access.refusals", "reason=wrong_credential"));
    }
}
