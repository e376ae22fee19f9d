using System.Collections.Concurrent;
using System.Runtime.Serialization;
using Akka.Actor;

namespace McpActors.Cluster.Tests.Port;

/// <summary>Types that no node knows, and that sing when they are created, by whichever way a serializer creates them.</summary>
public class Canary
{
    private static int _created;

    public Canary() => Interlocked.Increment(ref _created);

    /// <summary>How many there have been, and how often a field of one was set.</summary>
    public static int Created => Volatile.Read(ref _created);

    /// <summary>A serializer that makes objects without a constructor sets it.</summary>
    public string Text
    {
        get;
        set
        {
            field = value;
            Interlocked.Increment(ref _created);
        }
    } = "";

    internal static void Sing() => Interlocked.Increment(ref _created);
}

/// <summary>An exception that Akka.NET creates of a failure that names it.</summary>
public sealed class CanaryException : Exception
{
    public CanaryException()
        : base("a canary") => Canary.Sing();

    // Akka.NET looks for it, and calls it with what came.
    private CanaryException(SerializationInfo info, StreamingContext context)
        : base(info.GetString("Message")) => Canary.Sing();
}

/// <summary>An actor that a node would start if it could be told to deploy.</summary>
public sealed class CanaryActor : ReceiveActor
{
    public CanaryActor()
    {
        Hosts.Enqueue(Context.System.Name);
        ReceiveAny(_ => { });
    }

    /// <summary>The names of the systems in which there was one.</summary>
    public static ConcurrentQueue<string> Hosts { get; } = [];
}
