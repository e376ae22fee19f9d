using System.Diagnostics;

namespace McpActors.Telemetry;

/// <summary>
/// Where and when a request's message was made: what no actor that it passes through can still tell. Empty where nobody listens. No part of what
/// the message says, and so all are equal.
/// </summary>
internal readonly struct RequestOrigin : IEquatable<RequestOrigin>
{
    private RequestOrigin(Activity? parent, DateTime begun, string? session) => (Parent, Begun, Session) = (parent, begun, session);

    /// <summary>Whose work the request is part of.</summary>
    public Activity? Parent { get; }

    /// <summary>When the message was made, in UTC; the default value where nobody listened.</summary>
    public DateTime Begun { get; }

    /// <summary>The session that it went through.</summary>
    public string? Session { get; }

    public static RequestOrigin Here() =>
        McpActorsTelemetry.Source.HasListeners() ? new RequestOrigin(Activity.Current, DateTime.UtcNow, null) : default;

    public RequestOrigin In(string session) => Begun == default ? this : new RequestOrigin(Parent, Begun, session);

    public bool Equals(RequestOrigin other) => true;

    public override bool Equals(object? obj) => obj is RequestOrigin;

    public override int GetHashCode() => 0;
}
