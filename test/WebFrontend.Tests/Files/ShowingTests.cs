using System.Net;
using ConnectNow.WebFrontend.Tests.Media;
using ConnectNow.WebFrontend.Tests.Running;
using TestHost = ConnectNow.WebFrontend.Tests.Running.TestHost;

namespace ConnectNow.WebFrontend.Tests.Files;

/// <summary>Pictures, from a sender's device to another's screen.</summary>
public sealed class ShowingTests(Server server)
{
    private const string Sandboxed = "default-src 'none'; frame-ancestors 'self'; sandbox";

    [Fact]
    public async Task A_picture_is_shown_as_what_it_is_and_has_a_small_one()
    {
        var host = await TestHost.CreateAsync(server);
        var (alice, bob) = (await host.AddPersonAsync("Alice"), await host.AddPersonAsync("Bob"));

        var sent = (await alice.Sender().SendAsync("holiday.txt", Pictures.WithMetadata(Pictures.Jpeg(2000, 1000)))).Json["attachments"]![0]!;

        Assert.Equal(("image/jpeg", "2000", "1000", "True"), (sent["type"]!.ToString(), sent["width"]!.ToString(), sent["height"]!.ToString(), $"{(bool)sent["has_preview"]!}"));
        Assert.Matches("^#[0-9a-f]{6}$", sent["colour"]!.ToString());
        var file = (await bob.Program().FetchAsync(sent["url"]!.ToString())).Expect(HttpStatusCode.OK);
        Assert.Equal(("image/jpeg", Sandboxed, sent["size"]!.ToString()), (file.Headers["Content-Type"], file.Headers["Content-Security-Policy"], file.Headers["Content-Length"]));
        Assert.StartsWith("inline; ", file.Headers["Content-Disposition"], StringComparison.Ordinal);
        Assert.DoesNotContain(Pictures.Secret, System.Text.Encoding.Latin1.GetString(file.Bytes), StringComparison.Ordinal);
        var preview = (await bob.Program().FetchAsync(sent["preview_url"]!.ToString())).Expect(HttpStatusCode.OK);
        Assert.Equal(("image/webp", Sandboxed, "nosniff"), (preview.Headers["Content-Type"], preview.Headers["Content-Security-Policy"], preview.Headers["X-Content-Type-Options"]));
        using var picture = Pictures.Decoded(preview.Bytes);
        Assert.Equal((1024, 512), (picture.Width, picture.Height));
        Assert.NotEqual(file.Headers["ETag"], preview.Headers["ETag"]);
        (await bob.Program().FetchAsync(sent["preview_url"]!.ToString(), request => request.Headers.TryAddWithoutValidation("If-None-Match", preview.Headers["ETag"]))).Expect(HttpStatusCode.NotModified);
    }

    [Fact]
    public async Task A_picture_made_to_exhaust_memory_is_refused_and_its_place_is_free_again()
    {
        var host = await TestHost.CreateAsync(server, plan: "tight");
        var sender = (await host.AddPersonAsync()).Sender();
        var bomb = Pictures.PngOfSize(60_000, 60_000);
        var id = await sender.BegunAsync("bomb.png", bomb.Length);
        await sender.PutAllAsync(id, bomb, 0);

        var refused = (await sender.CompleteAsync(id, bomb)).Refused(HttpStatusCode.UnprocessableEntity, "invalid_field");

        Assert.Equal("file", refused["field"]);
        (await sender.GetAsync(id)).Refused(HttpStatusCode.NotFound, "not_found");
        await Eventually.TrueAsync(() => !Directory.Exists(Path.Combine(server.FilesOf(host.ChatId), id)), "the bytes were gone");
    }

    [Fact]
    public async Task A_picture_offered_for_a_PDF_is_made_anew_and_shown_for_it()
    {
        var host = await TestHost.CreateAsync(server);
        var sender = (await host.AddPersonAsync()).Sender();
        var pdf = "%PDF-1.4\n%%EOF"u8.ToArray();
        var id = await sender.BegunAsync("report.pdf", pdf.Length);
        await sender.PutAllAsync(id, pdf, 0);
        var page = Pictures.WithMetadata(Pictures.Jpeg(300, 400));

        (await OfferAsync(page)).Expect(HttpStatusCode.NoContent);
        (await sender.CompleteAsync(id, pdf)).Expect(HttpStatusCode.OK);

        (await OfferAsync(page)).Refused(HttpStatusCode.Conflict, "already_exists");
        var sent = (await sender.Browser.PostAsync($"{host.ChatPath}/messages", new { attachments = new[] { id } })).Json["attachments"]![0]!;
        var preview = (await sender.Browser.FetchAsync(sent["preview_url"]!.ToString())).Expect(HttpStatusCode.OK);
        using var picture = Pictures.Decoded(preview.Bytes);
        Assert.Equal(("image/webp", 300, 400), (preview.Headers["Content-Type"], picture.Width, picture.Height));
        Assert.NotEqual(page, preview.Bytes);

        Task<Reply> OfferAsync(byte[] bytes) => sender.Browser.SendAsync(HttpMethod.Put, $"{sender.Uploads}/{id}/preview", new ByteArrayContent(bytes));
    }

    [Fact]
    public async Task An_offered_picture_is_at_most_2_MB_and_rubbish_is_no_picture()
    {
        var host = await TestHost.CreateAsync(server);
        var sender = (await host.AddPersonAsync()).Sender();
        sender.Browser.Headers.ExpectContinue = true;
        var pdf = "%PDF-1.4\n%%EOF"u8.ToArray();
        var id = await sender.BegunAsync("report.pdf", pdf.Length);
        await sender.PutAllAsync(id, pdf, 0);

        var refused = (await sender.Browser.SendAsync(HttpMethod.Put, $"{sender.Uploads}/{id}/preview", new ByteArrayContent(new byte[(2 * 1024 * 1024) + 1]))).Expect(HttpStatusCode.RequestEntityTooLarge);
        Assert.Contains("2.1 MB", refused.Detail, StringComparison.Ordinal);
        (await sender.Browser.SendAsync(HttpMethod.Put, $"{sender.Uploads}/{id}/preview", new StringContent("<svg onload=alert(1)>"))).Expect(HttpStatusCode.NoContent);

        var completed = (await sender.CompleteAsync(id, pdf)).Expect(HttpStatusCode.OK);
        Assert.False((bool)completed.Json["attachment"]!["has_preview"]!);
    }
}
