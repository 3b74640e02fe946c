using Microsoft.AspNetCore.SignalR.Client;

namespace ConnectNow.Resilience.Clients;

/// <summary>
/// One person with one device in one chat, who does as the page in the browser does: stays connected, to another frontend when one does not
/// answer; remembers the highest number up to which everything is there and asks for what is missing; and says a message again, under
/// the same id, until it is acknowledged.
/// </summary>
internal sealed partial class Person : IAsyncDisposable
{
    /// <summary>A call that takes longer is as good as lost, with its connection.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private readonly IReadOnlyList<Uri> _frontends;
    private readonly Room _room;
    private readonly string _token;
    private readonly Random _random;
    private readonly CancellationTokenSource _leaving = new();
    private readonly Lock _gate = new();
    private readonly List<Task> _running = [];
    private int _frontend;
    private int _failures;
    private volatile bool _moves;
    private HubConnection? _hub;
    private TaskCompletionSource<HubConnection> _up = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Person(string name, Room room, string token, IReadOnlyList<Uri> frontends, int home, int seed)
    {
        (Name, _room, _token, _frontends, _frontend) = (name, room, token, frontends, home % frontends.Count);
        _random = new Random(seed);
    }

    public string Name { get; }

    /// <summary>Times it has connected.</summary>
    public int Connections { get; private set; }

    /// <summary>Begins to follow, and to talk when a pace is given: the mean pause after each acknowledged message.</summary>
    public void Begin(TimeSpan? pace)
    {
        _running.Add(StayConnectedAsync());
        if (pace is { } mean) _running.Add(TalkAsync(mean));
    }

    /// <summary>Says nothing new; what has been begun is still said until it is acknowledged. Completes when it is.</summary>
    public async Task FallSilentAsync(CancellationToken cancellationToken)
    {
        _silent = true;
        if (_running is [_, var talking]) await talking.WaitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _leaving.CancelAsync();
        await Task.WhenAll(_running);
        _leaving.Dispose();
    }

    private async Task StayConnectedAsync()
    {
        while (!_leaving.IsCancellationRequested)
        {
            _moves = false;
            if (!await TryStayAsync() || _moves) _frontend = (_frontend + 1) % _frontends.Count;
            await RestAsync(Backoff.Before(_failures++, _random));
        }
    }

    /// <summary>Connects and stays until the connection is lost; false when there was none.</summary>
    private async Task<bool> TryStayAsync()
    {
        var hub = Wire.Build(_frontends[_frontend], _room.ChatId, _token);
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        hub.Closed += _ =>
        {
            closed.TrySetResult();
            return Task.CompletedTask;
        };
        try
        {
            ListenTo(hub);
            await InTimeAsync(hub.StartAsync(_leaving.Token));
            await OpenAsync(hub);
            Rise(hub);
            await closed.Task.WaitAsync(_leaving.Token);
            return true;
        }
        catch (Exception fault) when (IsLoss(fault))
        {
            return false;
        }
        finally
        {
            Sink();
            await hub.DisposeAsync();
        }
    }

    /// <summary>The frontend is about to stop: to another one, at a moment of our own.</summary>
    private async Task MoveAsync(HubConnection hub, TimeSpan within)
    {
        await RestAsync(within * _random.NextDouble());
        lock (_gate)
        {
            if (hub != _followed) return;
            _moves = true;
        }

        try
        {
            await hub.StopAsync();
        }
        catch (ObjectDisposedException)
        {
            // It was lost at this very moment.
        }
    }

    private void Rise(HubConnection hub)
    {
        _failures = 0;
        Connections++;
        lock (_gate) _hub = hub;
        _up.TrySetResult(hub);
    }

    private void Sink()
    {
        lock (_gate)
        {
            _hub = null;
            if (_up.Task.IsCompleted) _up = new TaskCompletionSource<HubConnection>(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private bool IsUp
    {
        get { lock (_gate) return _hub is { State: HubConnectionState.Connected }; }
    }

    private Task<HubConnection> ConnectedAsync()
    {
        lock (_gate) return _up.Task.WaitAsync(_leaving.Token);
    }

    /// <summary>Answers in time, or the connection is given up.</summary>
    private async Task<T> AskAsync<T>(HubConnection hub, string method, object? argument)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(_leaving.Token);
        timeout.CancelAfter(Timeout);
        try
        {
            return await hub.InvokeAsync<T>(method, argument, timeout.Token);
        }
        catch (OperationCanceledException) when (!_leaving.IsCancellationRequested)
        {
            await hub.StopAsync();
            throw new TimeoutException($"{method} was not answered within {Timeout}.");
        }
    }

    private static async Task InTimeAsync(Task work) => await work.WaitAsync(Timeout);

    private async Task RestAsync(TimeSpan time)
    {
        try
        {
            await Task.Delay(time, _leaving.Token);
        }
        catch (OperationCanceledException)
        {
            // Everybody goes home.
        }
    }

    /// <summary>No answer came: the question may have been carried out or not.</summary>
    private static bool IsLoss(Exception fault) =>
        fault is not (InvalidDataException or NullReferenceException or ArgumentException or System.Text.Json.JsonException);
}
