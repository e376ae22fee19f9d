using Akka.Actor;
using Akka.Event;
using McpActors.Configuration;

namespace McpActors.Servers;

/// <summary>
/// An action of the ServerActor after an event. The policy decides about effects, and the actor carries them out.
/// </summary>
internal abstract record Effect
{
    /// <summary>Create a ProcessActor and start its process, with the reserved permit if there is one.</summary>
    public sealed record Start(ServerProcess Process, StartPermit? Reserved) : Effect;

    /// <summary>
    /// Report when the process has answered all requests, or end it after the time; null for no limit.
    /// </summary>
    public sealed record Drain(ServerProcess Process, TimeSpan? Within) : Effect;

    /// <summary>End the process.</summary>
    public sealed record End(ServerProcess Process, string Why) : Effect;

    /// <summary>Report the alarm after the time. Replaces an equal alarm.</summary>
    public sealed record Arm(Alarm Alarm, TimeSpan After) : Effect;

    /// <summary>Cancel the alarm.</summary>
    public sealed record Disarm(Alarm Alarm) : Effect;

    /// <summary>Read the memory of the process and its descendants.</summary>
    public sealed record ReadMemory(ServerProcess Process) : Effect;

    /// <summary>Put the settings, which are now in force, into the catalog.</summary>
    public sealed record Adopt(ServerSettings Settings) : Effect;

    public sealed record Publish(object Event) : Effect;

    /// <summary>Send a message. Done last, when the board shows the new status.</summary>
    public sealed record Tell(IActorRef To, object Message) : Effect;

    public sealed record Log(LogLevel Level, string Text) : Effect;
}

/// <summary>The event of a timer. An alarm is the key of its own timer.</summary>
internal abstract record Alarm
{
    /// <summary>The alarm's instance; null if it concerns the whole server.</summary>
    public Instance? About => this switch
    {
        Retry retry => retry.Instance,
        Probe probe => probe.Instance,
        Stable stable => stable.Process.Instance,
        Look look => look.Instance,
        Hold hold => hold.Instance,
        Drained drained => drained.Process.Instance,
        _ => null,
    };

    /// <summary>The pause before a restart is over.</summary>
    public sealed record Retry(Instance Instance) : Alarm;

    /// <summary>A parked instance tries a start.</summary>
    public sealed record Probe(Instance Instance) : Alarm;

    /// <summary>The process has been ready for long enough to reset the restart count.</summary>
    public sealed record Stable(ServerProcess Process) : Alarm;

    /// <summary>The idle time, age or memory of the current process may have reached a limit.</summary>
    public sealed record Look(Instance Instance) : Alarm;

    /// <summary>A failed replacement may be tried again.</summary>
    public sealed record Hold(Instance Instance) : Alarm;

    /// <summary>The drain-timeout of the process is over.</summary>
    public sealed record Drained(ServerProcess Process) : Alarm;

    /// <summary>A server that is parked for new sessions accepts them again.</summary>
    public sealed record Unpark : Alarm;
}
