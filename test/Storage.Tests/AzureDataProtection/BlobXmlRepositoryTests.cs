using System.Xml.Linq;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using ConnectNow.Providers.AzureBlobs.DataProtection;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace ConnectNow.Storage.Tests.AzureDataProtection;

public sealed class BlobXmlRepositoryTests(AzuriteAccount azurite)
{
    private readonly string _container = $"keys-{Guid.NewGuid():n}";

    [Fact]
    public async Task Before_the_first_key_there_are_none()
    {
        var keys = new BlobXmlRepository(await BlobAsync());

        Assert.Empty(keys.GetAllElements());
    }

    [Fact]
    public async Task Keys_stand_in_one_document_as_the_official_package_writes_it()
    {
        var blob = await BlobAsync();
        var keys = new BlobXmlRepository(blob);

        keys.StoreElement(new XElement("key", new XAttribute("id", "one")), "one");
        keys.StoreElement(new XElement("revocation", new XElement("reason", "test")), "two");

        var content = (await blob.DownloadContentAsync(TestContext.Current.CancellationToken)).Value;
        Assert.Equal(
            """<?xml version="1.0" encoding="utf-8"?><repository><key id="one" /><revocation><reason>test</reason></revocation></repository>""",
            content.Content.ToString().TrimStart('\uFEFF'));
        Assert.Equal("application/xml; charset=utf-8", content.Details.ContentType);
    }

    [Fact]
    public async Task What_the_official_package_has_written_is_read()
    {
        var blob = await BlobAsync();
        await blob.UploadAsync(
            BinaryData.FromString("""<?xml version="1.0" encoding="utf-8"?><repository><key id="one" /><key id="two" /></repository>"""), TestContext.Current.CancellationToken);

        Assert.Equal(["one", "two"], new BlobXmlRepository(blob).GetAllElements().Select(key => key.Attribute("id")!.Value));
    }

    [Fact]
    public async Task Processes_that_add_keys_at_once_lose_none()
    {
        var blob = await BlobAsync();
        var ids = Enumerable.Range(0, 8).Select(number => $"{number}").ToList();

        await Task.WhenAll(ids.Select(id => Task.Run(() => new BlobXmlRepository(blob).StoreElement(Key(id), id))));

        Assert.Equal(ids, new BlobXmlRepository(blob).GetAllElements().Select(key => key.Attribute("id")!.Value).Order());
    }

    [Theory, InlineData(Fate.LosesItsAnswer), InlineData(Fate.NeverArrives), InlineData(Fate.IsTurnedAway)]
    public async Task A_key_is_stored_once_whatever_becomes_of_a_request(Fate fate)
    {
        var blob = await BlobAsync();
        using var network = FaultyHandler.OnFirst(HttpMethod.Put, fate);

        new BlobXmlRepository(Through(network)).StoreElement(Key("one"), "one");

        Assert.Equal(1, network.Faults);
        Assert.Single(new BlobXmlRepository(blob).GetAllElements());
    }

    [Fact]
    public async Task What_one_process_has_protected_another_reads_and_so_does_the_next_after_a_restart()
    {
        var blob = await BlobAsync();
        await using var one = Protection(blob);
        var text = one.GetDataProtector("test").Protect("the secret");

        await using var other = Protection(blob);

        Assert.Equal("the secret", other.GetDataProtector("test").Unprotect(text));
        Assert.Single(new BlobXmlRepository(blob).GetAllElements());
    }

    [Fact]
    public async Task A_process_that_starts_before_storage_answers_waits_and_creates_the_container()
    {
        var cut = true;
        using var network = new FaultyHandler(_ => Volatile.Read(ref cut) ? Fate.NeverArrives : Fate.Passes);
        var (blob, time) = (Through(network), new FakeTimeProvider());
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Services.AddDataProtection().PersistKeysToAzureBlobStorage(blob);
        using var host = builder.Build();

        var start = host.StartAsync(TestContext.Current.CancellationToken);
        await PassedAsync(() => network.Faults >= 3);
        Assert.False(start.IsCompleted);
        Volatile.Write(ref cut, false);
        await PassedAsync(() => start.IsCompleted);

        await start;
        Assert.Equal("text", host.Services.GetDataProtector("test") is var protector ? protector.Unprotect(protector.Protect("text")) : null);
        await host.StopAsync(TestContext.Current.CancellationToken);

        Task PassedAsync(Func<bool> until) => Eventually.TrueAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return Task.FromResult(until());
            },
            "the start goes on");
    }

    private static XElement Key(string id) => new("key", new XAttribute("id", id));

    private async Task<BlobClient> BlobAsync()
    {
        var container = azurite.Account.Blobs.GetBlobContainerClient(_container);
        await container.CreateIfNotExistsAsync(cancellationToken: TestContext.Current.CancellationToken);
        return container.GetBlobClient("keys.xml");
    }

    private BlobClient Through(FaultyHandler network)
    {
        var options = new BlobClientOptions { Transport = new HttpClientTransport(network), Retry = { MaxRetries = 1, Delay = TimeSpan.FromMilliseconds(1) } };
        return new BlobServiceClient(azurite.ConnectionString, options).GetBlobContainerClient(_container).GetBlobClient("keys.xml");
    }

    private static ServiceProvider Protection(BlobClient blob)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddDataProtection().SetApplicationName("test").PersistKeysToAzureBlobStorage(blob);
        return services.BuildServiceProvider();
    }
}
