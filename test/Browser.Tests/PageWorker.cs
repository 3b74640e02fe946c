using System.Text.Json;

namespace ConnectNow.Browser.Tests;

/// <summary>The service worker of somebody's pages, from within: what the browser's own protocol can't ask of it.</summary>
internal sealed class PageWorker
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(120);

    private readonly ICDPSession _devtools;
    private readonly string _session;
    private int _asked;

    private PageWorker(ICDPSession devtools, string session) => (_devtools, _session) = (devtools, session);

    /// <summary>The browser stops a worker as soon as it has nothing to do: it is started if it is not there.</summary>
    public static async Task<PageWorker> Of(Person person)
    {
        var devtools = await person.Context.Browser!.NewBrowserCDPSessionAsync();
        var page = await person.Context.NewCDPSessionAsync(person.Page);
        var own = (await page.SendAsync("Target.getTargetInfo"))!.Value.GetProperty("targetInfo").GetProperty("browserContextId")
            .GetString();
        await page.SendAsync("ServiceWorker.enable");
        string? target = null;
        await FileGestures.Eventually(async () =>
        {
            target = await Find(devtools, own);
            if (target is null) await page.SendAsync("ServiceWorker.startWorker", new() { ["scopeURL"] = new Uri(person.Page.Url).GetLeftPart(UriPartial.Authority) + "/" });
            return target is not null;
        }, "the worker runs");
        var attached = await devtools.SendAsync("Target.attachToTarget", new() { ["targetId"] = target!, ["flatten"] = false });
        return new PageWorker(devtools, attached!.Value.GetProperty("sessionId").GetString()!);
    }

    /// <summary>What an expression comes to; a promise: once it is settled.</summary>
    public async Task<string?> Run(string expression)
    {
        var id = ++_asked;
        var answered = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        _devtools.Event("Target.receivedMessageFromTarget").OnEvent += (_, received) =>
        {
            // The worker has news of its own (that it was started for this, say), which are no answer.
            var message = JsonDocument.Parse(received!.Value.GetProperty("message").GetString()!).RootElement;
            var isMine = received.Value.GetProperty("sessionId")
                .GetString() == _session && message.TryGetProperty("id", out JsonElement answers) && answers.GetInt32() == id;
            if (isMine) answered.TrySetResult(message);
        };
        var evaluate = new { id, method = "Runtime.evaluate", @params = new { expression, awaitPromise = true, userGesture = true } };
        await _devtools.SendAsync("Target.sendMessageToTarget", new() { ["sessionId"] = _session, ["message"] = JsonSerializer.Serialize(evaluate) });
        var answer = (await answered.Task.WaitAsync(Timeout)).GetProperty("result");
        Assert.False(answer.TryGetProperty("exceptionDetails", out JsonElement details), details.ValueKind == JsonValueKind.Undefined ? "" : details.GetRawText());
        return answer.GetProperty("result").TryGetProperty("value", out JsonElement value) ? value.GetString() : null;
    }

    private static async Task<string?> Find(ICDPSession devtools, string? context)
    {
        var targets = (await devtools.SendAsync("Target.getTargets"))!.Value.GetProperty("targetInfos").EnumerateArray();
        var workers = targets.Where(target => target.GetProperty("type").GetString() == "service_worker" && target.GetProperty("browserContextId").GetString() == context);
        return workers.Select(worker => worker.GetProperty("targetId").GetString()).SingleOrDefault();
    }
}
