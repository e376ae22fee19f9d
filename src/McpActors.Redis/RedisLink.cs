using StackExchange.Redis;

namespace McpActors.Redis;

/// <summary>
/// The connection to Redis, and whether Redis works. A failed command makes it unavailable, once; only
/// <see cref="Recovered"/> makes it available again, so that nobody waits for a server that is known to be down.
/// Thread-safe.
/// </summary>
internal sealed class RedisLink : IDisposable
{
    private const int MostReasons = 3;

    private readonly HashSet<string> _reported = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private readonly Task<IConnectionMultiplexer> _connecting;
    // Null if somebody else disposes the connection.
    private readonly ConfigurationOptions? _options;
    private readonly string _servers;
    // StackExchange.Redis has its own timeout, but not for everything.
    private readonly TimeSpan _longest;
    private volatile string? _unavailable;
    private volatile Exception? _connectionError;
    private volatile Exception? _answer;
    private volatile int _recoveries;

    /// <param name="options">The servers and options of an own connection.</param>
    /// <param name="answerTimeout">The longest wait for an answer.</param>
    public RedisLink(ConfigurationOptions options, TimeSpan answerTimeout)
    {
        options = options.Clone();
        options.AbortOnConnectFail = false;
        options.BacklogPolicy = BacklogPolicy.FailFast;
        options.AsyncTimeout = Math.Min(options.AsyncTimeout, (int)answerTimeout.TotalMilliseconds);
        options.ClientName ??= "mcp-actors";
        (_options, _longest) = (options, answerTimeout + answerTimeout);
        _servers = string.Join(", ", options.EndPoints.Select(RedisErrors.Address));
        _connecting = Task.Run(async () => Listen(await ConnectionMultiplexer.ConnectAsync(options).ConfigureAwait(false)));
    }

    /// <param name="connection">A connection that somebody else disposes.</param>
    /// <param name="answerTimeout">The longest wait for an answer.</param>
    public RedisLink(IConnectionMultiplexer connection, TimeSpan answerTimeout)
    {
        _longest = answerTimeout + answerTimeout;
        _servers = string.Join(", ", connection.GetEndPoints(configuredOnly: true).Select(RedisErrors.Address));
        _connecting = Task.FromResult(Listen(connection));
    }

    /// <summary>The reason why Redis does not work; null while it works.</summary>
    public string? Unavailable => _unavailable;

    /// <summary>Called when the availability has changed, and when another reason is known.</summary>
    public Action<string?> Changed { get; set; } = _ => { };

    /// <summary>Called when the connection was lost or is there again: notifications may have been missed.</summary>
    public Action Reconnected { get; set; } = () => { };

    /// <summary>Looks for the present roles of the servers.</summary>
    public async Task LookAgainAsync(CancellationToken cancellation)
    {
        var connection = await _connecting.WaitAsync(cancellation).ConfigureAwait(false);
        Task looking = connection.ConfigureAsync();
        // The next command says what is wrong.
        await looking.WaitAsync(_longest, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public Task<IConnectionMultiplexer> ConnectionAsync(CancellationToken cancellation) => _connecting.WaitAsync(cancellation);

    /// <summary>Runs a script.</summary>
    /// <exception cref="RedisUnavailableException">Redis does not work.</exception>
    public Task<RedisResult> EvalAsync(string script, RedisKey[] keys, RedisValue[] values, CancellationToken cancellation, bool evenIfUnavailable = false) =>
        RunAsync(database => database.ScriptEvaluateAsync(script, keys, values), cancellation, evenIfUnavailable);

    /// <summary>Runs a command.</summary>
    /// <exception cref="RedisUnavailableException">Redis does not work.</exception>
    public async Task<T> RunAsync<T>(Func<IDatabase, Task<T>> command, CancellationToken cancellation, bool evenIfUnavailable = false)
    {
        if (!evenIfUnavailable && _unavailable is { } down) throw new RedisUnavailableException(down);
        var recoveries = _recoveries;
        try
        {
            var connection = await _connecting.WaitAsync(cancellation).ConfigureAwait(false);
            return await command(connection.GetDatabase()).WaitAsync(_longest, cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception error)
        {
            var why = Describe(error);
            if (evenIfUnavailable && why.EndsWith(RedisErrors.Lost, StringComparison.Ordinal)) why = Describe(await TryAnewAsync(cancellation).ConfigureAwait(false) ?? error);
            // A command from before the recovery says nothing about now.
            if (recoveries == _recoveries) Set(why);
            throw new RedisUnavailableException(why, error);
        }
    }

    /// <summary>Sends a script and does not wait for an answer. Without a connection, nothing is sent.</summary>
    public void Send(string script, RedisKey[] keys, RedisValue[] values)
    {
        if (_unavailable is not null || !_connecting.IsCompletedSuccessfully) return;
        try
        {
            _connecting.Result.GetDatabase().ScriptEvaluate(script, keys, values, CommandFlags.FireAndForget);
        }
        catch (Exception e) when (e is RedisException or TimeoutException or ObjectDisposedException)
        {
            // The next command says why.
        }
    }

    /// <summary>Redis works again, and knows what this host holds.</summary>
    public void Recovered()
    {
        lock (_lock)
        {
            if (_unavailable is null) return;
            _recoveries++;
            (_connectionError, _answer) = (null, null);
        }
        Set(null);
    }

    public void Dispose()
    {
        if (!_connecting.IsCompletedSuccessfully) return;
        var connection = _connecting.Result;
        connection.ConnectionFailed -= OnFailed;
        connection.ConnectionRestored -= OnRestored;
        connection.ErrorMessage -= OnError;
        if (_options is not null) connection.Dispose();
    }

    private string Describe(Exception error) => RedisErrors.Describe(error, _answer, _connectionError, _servers, _options?.Ssl is true);

    // StackExchange.Redis does not always say why it cannot reconnect; a new connection does.
    private async Task<Exception?> TryAnewAsync(CancellationToken cancellation)
    {
        if (_options is null) return null;
        var options = _options.Clone();
        (options.AbortOnConnectFail, options.ConnectRetry) = (true, 1);
        try
        {
            using var connection = await ConnectionMultiplexer.ConnectAsync(options).WaitAsync(cancellation).ConfigureAwait(false);
            return null;
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            return error;
        }
    }

    private IConnectionMultiplexer Listen(IConnectionMultiplexer connection)
    {
        connection.ConnectionFailed += OnFailed;
        connection.ConnectionRestored += OnRestored;
        connection.ErrorMessage += OnError;
        return connection;
    }

    private void OnFailed(object? sender, ConnectionFailedEventArgs failure)
    {
        if (failure.Exception is { } error) _connectionError = error;
        Reconnected();
    }

    // An answer to no command of ours, such as the refusal of a password at a reconnection.
    private void OnError(object? sender, RedisErrorEventArgs error) => _answer = new InvalidOperationException(error.Message);

    private void OnRestored(object? sender, ConnectionFailedEventArgs restored)
    {
        (_connectionError, _answer) = (null, null);
        Reconnected();
    }

    // Another reason may become known later, such as a password that is refused at the reconnection.
    private void Set(string? why)
    {
        lock (_lock)
        {
            if (_unavailable == why) return;
            _unavailable = why;
            if (why is null) _reported.Clear();
            else if (_reported.Count == MostReasons || !_reported.Add(why)) return;
        }
        Changed(why);
    }
}
