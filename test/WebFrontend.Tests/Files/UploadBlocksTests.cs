using System.Net;
using ConnectNow.Files;
using ConnectNow.WebFrontend.Tests.Running;

namespace ConnectNow.WebFrontend.Tests.Files;

/// <summary>One block of an upload: its length, digest and number.</summary>
public sealed class UploadBlocksTests(Server server)
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("sha-256")]
    [InlineData("sha-256=")]
    [InlineData("sha-256=::")]
    [InlineData("sha-256=:AAAA:")]
    [InlineData("sha-256=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")]
    [InlineData("sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU:")]
    [InlineData("sha-256=:47DEQpj8HBSa+/TImW+5 JCeuQeRkm5NMpJWZG3hSuFU=:")]
    [InlineData("SHA-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:")]
    [InlineData("sha-512=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:")]
    [InlineData("sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:, sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:")]
    [InlineData("sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:,")]
    public async Task A_block_needs_a_digest_that_can_be_read(string? digest)
    {
        var host = await TestHost.CreateAsync(server);
        var sender = (await host.AddPersonAsync()).Sender();
        var id = await sender.BegunAsync("a.bin", 10);

        var refused = (await sender.PutAsync(id, "0", new ByteArrayContent(new byte[10]), digest))
            .Refused(HttpStatusCode.UnprocessableEntity, "invalid_field");

        Assert.Equal("content_digest", refused["field"]);
    }

    [Theory]
    [InlineData(9)]
    [InlineData(11)]
    [InlineData(0)]
    [InlineData(FileLimits.BlockSize)]
    public async Task A_block_of_another_length_is_not_taken_and_what_was_there_stays(int length)
    {
        var host = await TestHost.CreateAsync(server);
        var sender = (await host.AddPersonAsync()).Sender();
        var (content, other) = (Sender.Bytes(10), Sender.Bytes(length, seed: 2));
        var id = await sender.BegunAsync("a.bin", 10);
        await sender.PutAllAsync(id, content, 0);

        (await sender.PutAsync(id, 0, other)).Refused(HttpStatusCode.UnprocessableEntity, "invalid_field");
        (await sender.PutAsync(id, "0", new StreamOfUnknownLength(other), Sender.Digest(other))).Refused(HttpStatusCode.UnprocessableEntity, "invalid_field");

        (await sender.CompleteAsync(id, content)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_block_with_another_digest_is_not_taken()
    {
        var host = await TestHost.CreateAsync(server);
        var sender = (await host.AddPersonAsync()).Sender();
        var id = await sender.BegunAsync("a.bin", 10);

        (await sender.PutAsync(id, "0", new ByteArrayContent(Sender.Bytes(10, seed: 1)), Sender.Digest(Sender.Bytes(10, seed: 2)))).Refused(HttpStatusCode.UnprocessableEntity, "invalid_field");

        var refused = (await sender.CompleteAsync(id, Sender.Bytes(10))).Refused(HttpStatusCode.Conflict, "upload_incomplete");
        Assert.Equal("[0]", refused.Json["missing"]!.ToJsonString());
    }

    [Fact]
    public async Task A_block_of_more_than_4_MB_is_not_even_read()
    {
        var host = await TestHost.CreateAsync(server);
        var alice = await host.AddPersonAsync();
        var sender = alice.Sender();
        sender.Browser.Headers.ExpectContinue = true;
        var id = await sender.BegunAsync("a.bin", 3 * FileLimits.BlockSize);
        var large = new byte[FileLimits.BlockSize + (64 * 1024)];

        var refused = (await sender.PutAsync(id, "0", new ByteArrayContent(large), Sender.Digest(large)))
            .Expect(HttpStatusCode.RequestEntityTooLarge);

        Assert.Equal("application/problem+json", refused.Headers["Content-Type"]);
        Assert.Contains("4.2 MB", refused.Detail, StringComparison.Ordinal);
        (await alice.Sender().PutAsync(id, 0, large.AsMemory(64 * 1024))).Expect(HttpStatusCode.NoContent);
    }

    [Theory]
    [InlineData("2"), InlineData("-1"), InlineData("2147483648"), InlineData("99999999999999999999"), InlineData("1e0"), InlineData("0x0"), InlineData("%20"), InlineData("..%2f0")]
    public async Task There_is_no_such_block(string index)
    {
        var host = await TestHost.CreateAsync(server);
        var sender = (await host.AddPersonAsync()).Sender();
        var id = await sender.BegunAsync("a.bin", FileLimits.BlockSize + 1);

        (await sender.PutAsync(id, index, new ByteArrayContent([1]), Sender.Digest([1]))).Refused(HttpStatusCode.NotFound, "not_found");
    }

    /// <summary>A body whose length is not said before it comes.</summary>
    private sealed class StreamOfUnknownLength(byte[] bytes) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => stream.WriteAsync(bytes).AsTask();

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
