using Akka.Actor;
using Akka.Event;
using McpActors.Configuration;
using McpActors.Processes;

namespace McpActors.Servers;

/// <summary>Lists that are answered without a process.</summary>
internal sealed partial class ServerActor
{
    // The lists that somebody waits for who is not answered by the catalog.
    private readonly HashSet<ListKind> _awaited = [];
    private (ServerSettings Settings, ProcessSpec Spec)? _listed;

    private void ReceiveLists()
    {
        // The process has told the catalog.
        Receive<IListAnswer>(_ => { });
        Receive<Status.Failure>(failure =>
        {
            _entry.Lists.EndAgain();
            _log.Debug("Server '{0}': a list could not be read again: {1}", _policy.Name, failure.Cause.Message);
        });
    }

    // A stale list is answered all the same: nobody is made to wait for a start by the mere passing of time. Where a process is ready it is asked, at once
    // if the server wants each list to be read anew, and otherwise for whoever asks next.
    private bool TryAnswer(IListRequest request, IActorRef sender)
    {
        if (Known(request) is { } answer)
        {
            sender.Tell(answer);
            return true;
        }
        if (!_policy.HasReadyProcess) _awaited.Add(request.Kind);
        return false;
    }

    private IListAnswer? Known(IListRequest request)
    {
        if (request.MaxAge <= TimeSpan.Zero || !_policy.AnswersFromCatalog || Find(request.Kind) is not { } known) return null;
        var (now, ttl) = (_entry.Lists.Now, _policy.InForce.Settings.Catalog.Ttl);
        var age = known.Age(now);
        if (age > request.MaxAge) return null;
        if (_policy.HasReadyProcess && !known.IsFresh(now, ttl))
        {
            if (known.Ttl(ttl) == TimeSpan.Zero) return null;
            ReadAgain(request.Kind);
        }
        return known.Answer.Aged(age);
    }

    private KnownList? Find(ListKind kind)
    {
        var settings = _policy.InForce.Settings;
        try
        {
            // The environment of the host stays as it is. The program may be replaced at any time.
            if (!ReferenceEquals(_listed?.Settings, settings)) _listed = (settings, settings.ToProcessSpec());
            return _entry.Lists.Find(kind, DefinitionKey.Of(settings, _listed.Value.Spec), settings);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Its program cannot be looked at. A start says more about it.
            _log.Debug("Server '{0}' is not answered for by the catalog: {1}", _policy.Name, e.Message);
            return null;
        }
    }

    // The process may be of another version than the one whose lists are known.
    private void LookAtLists(ServerProcess process)
    {
        if (!process.Instance.IsCommon) return;
        foreach (var kind in _entry.Lists.Expire())
        {
            if (!_awaited.Contains(kind)) ReadAgain(kind);
        }
        _awaited.Clear();
    }

    private Func<ProcessSpec, string, ProcessLists> ListsOf(ServerProcess process)
    {
        // The process actor calls the function later and on another thread, so the function captures values only.
        var (settings, shared, pins, events, log) = (
            process.Generation.Settings, process.Instance.Owner is null ? _entry.Lists : null, _entry.Pins, Context.System.EventStream, _log);
        return (spec, fingerprint) => new ProcessLists(shared, pins, DefinitionKey.Of(settings, spec, fingerprint), settings, events, log);
    }

    private void ReadAgain(ListKind kind)
    {
        if (_policy.HasReadyProcess && _entry.Lists.TryBeginAgain(kind)) _policy.Send(ListFormats.Request(kind, _policy.Name), Self);
    }
}
