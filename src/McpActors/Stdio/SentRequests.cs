using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using ModelContextProtocol.Protocol;

namespace McpActors.Stdio;

/// <summary>
/// The unanswered requests to a server. Answers to them are solicited and are read without delay. Thread-safe.
/// </summary>
internal sealed class SentRequests
{
    /// <summary>
    /// The prefix of the ids of requests that stay open as long as the server runs. All other ids are numbers.
    /// </summary>
    public const string ListenPrefix = "listen-";

    private readonly ConcurrentDictionary<RequestId, Sent> _ids = new();
    private TaskCompletionSource _awaited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile string? _notified;
    private int _count;

    /// <summary>Whether an answer is awaited.</summary>
    public bool AreAwaited => Volatile.Read(ref _count) > 0;

    /// <summary>Completes when the first answer is awaited. Read it before <see cref="AreAwaited"/>.</summary>
    public Task Awaited => Volatile.Read(ref _awaited).Task;

    /// <summary>
    /// The method of the last notification to the server, if no request has been answered since; null otherwise.
    /// </summary>
    public string? Notified => _notified;

    public void Add(JsonRpcRequest request)
    {
        var sent = new Sent(
            request.Method,
            // A subscription stays open as long as the server runs, so its answer is not awaited.
            IsAwaited: request.Method != RequestMethods.SubscriptionsListen,
            // "The initialize request MUST NOT be cancelled by clients."
            MayBeCancelled: request.Method != RequestMethods.Initialize);
        if (!_ids.TryAdd(request.Id, sent) || !sent.IsAwaited || Interlocked.Increment(ref _count) > 1) return;
        Interlocked.Exchange(ref _awaited, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
    }

    /// <summary>Records a notification to the server; null if the server has answered it.</summary>
    public void Notify(string? method) => _notified = method;

    /// <summary>Removes a request that was answered, cancelled or not sent. False if there is none of the id.</summary>
    public bool Remove(RequestId id) => Take(id) is not null;

    /// <summary>
    /// Takes the request that an answer belongs to. A server may return a number as a text, or the other way round.
    /// </summary>
    /// <param name="said">The id of the answer.</param>
    /// <param name="id">The id of the request.</param>
    /// <param name="method">The method of the request.</param>
    public bool TryTake(RequestId said, out RequestId id, [NotNullWhen(true)] out string? method)
    {
        id = said;
        var taken = said.Id is null ? null : Take(said);
        if (taken is null && Other(said) is { } other) taken = Take(id = other);
        method = taken?.Method;
        if (taken is { IsAwaited: true }) _notified = null;
        return taken is not null;
    }

    /// <summary>Takes the only awaited request. False if there is none, or more than one.</summary>
    public bool TryTakeOnly(out RequestId id, [NotNullWhen(true)] out string? method)
    {
        (id, method) = (default, null);
        if (Volatile.Read(ref _count) != 1) return false;
        foreach (var (open, sent) in _ids)
            if (sent.IsAwaited) return TryTake(open, out id, out method);
        return false;
    }

    /// <summary>The method of the only awaited request; null if there is none, or more than one.</summary>
    public string? OnlyMethod()
    {
        if (Volatile.Read(ref _count) != 1) return null;
        foreach (var sent in _ids.Values)
            if (sent.IsAwaited) return sent.Method;
        return null;
    }

    /// <summary>
    /// Whether none of our requests can have had this id: ours are numbers from 1, or begin with <see
    /// cref="ListenPrefix"/>.
    /// </summary>
    public static bool IsForeign(RequestId id) =>
        id.Id is null or long and <= 0 || id.Id is string text && !text.StartsWith(ListenPrefix, StringComparison.Ordinal)
        && !long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);

    private static RequestId? Other(RequestId id) => id.Id switch
    {
        string text when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => new RequestId(number),
        long number => new RequestId(number.ToString(CultureInfo.InvariantCulture)),
        _ => null,
    };

    private Sent? Take(RequestId id)
    {
        if (!_ids.TryRemove(id, out var sent)) return null;
        if (sent.IsAwaited) Interlocked.Decrement(ref _count);
        return sent;
    }

    /// <summary>Removes all requests that may be cancelled.</summary>
    /// <returns>The ids of the removed requests; each id is returned to one caller only.</returns>
    public IReadOnlyList<RequestId> RemoveAll() => [.. _ids.Where(id => id.Value.MayBeCancelled).Select(id => id.Key).Where(Remove)];

    private readonly record struct Sent(string Method, bool IsAwaited, bool MayBeCancelled);
}
