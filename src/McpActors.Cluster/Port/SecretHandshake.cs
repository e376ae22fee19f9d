using System.Security.Cryptography;
using System.Text;

namespace McpActors.Cluster.Port;

/// <summary>
/// Two nodes prove to each other that they have the same secret, and agree on keys, before Akka.NET hears of the connection.
/// <code>
/// dialing   -> listening   "MCA1", nonce, public key
/// listening -> dialing     nonce, public key, proof of the listening one
/// dialing   -> listening   proof of the dialing one
/// </code>
/// Keys and proofs are derived by HKDF-SHA256 from the secret, an ephemeral ECDH agreement (P-256) and all exchanged
/// messages. So the secret never crosses the network, an attacker who learns it later cannot decrypt recorded traffic,
/// and no message can be replayed on another connection. Belongs to one connection.
/// </summary>
internal sealed class SecretHandshake : IDisposable
{
    /// <summary>The longest handshake message, in bytes.</summary>
    public const int Longest = 256;

    private const int NonceSize = 32;
    private const int CoordinateSize = 32;
    private const int PublicSize = 2 * CoordinateSize;
    private const int ProofSize = 32;
    private const int KeySize = 32;

    private readonly ECDiffieHellman _own = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
    private readonly byte[] _secret;
    private readonly bool _dials;
    private byte[] _hello = [];
    private byte[]? _keys;

    private SecretHandshake(string secret, bool dials) => (_secret, _dials) = (Encoding.UTF8.GetBytes(secret), dials);

    /// <summary>The beginning of the first message, which differs from every message of Akka.NET.</summary>
    public static ReadOnlySpan<byte> Greeting => "MCA1"u8;

    /// <summary>The complete message by which one side tells the other that their secrets differ.</summary>
    public static ReadOnlySpan<byte> Refusal => "MCAX another secret"u8;

    /// <summary>Begins the handshake on the dialing side.</summary>
    /// <param name="secret">The secret.</param>
    /// <param name="hello">The first message.</param>
    public static SecretHandshake Dial(string secret, out byte[] hello)
    {
        var handshake = new SecretHandshake(secret, dials: true);
        hello = handshake._hello = [.. Greeting, .. RandomNumberGenerator.GetBytes(NonceSize), .. handshake.Public()];
        return handshake;
    }

    /// <summary>Awaits the handshake on the listening side.</summary>
    public static SecretHandshake Listen(string secret) => new(secret, dials: false);

    /// <summary>Handles the next message of the other side.</summary>
    /// <param name="message">The message.</param>
    /// <param name="reply">The message to send; null for none.</param>
    /// <param name="seals">The seals of both directions, once both sides have proven themselves.</param>
    /// <exception cref="CryptographicException">The other side does not have the secret, or sent an invalid message;
    /// the message says which.</exception>
    public void Take(ReadOnlySpan<byte> message, out byte[]? reply, out (Seal Send, Seal Receive)? seals)
    {
        (reply, seals) = (null, null);
        if (_dials) (reply, seals) = (Answer(message), Seals());
        else if (_keys is null) reply = Greet(message);
        else (_, seals) = (Check(message, Key(1)), Seals());
    }

    public void Dispose()
    {
        _own.Dispose();
        CryptographicOperations.ZeroMemory(_secret);
        CryptographicOperations.ZeroMemory(_keys);
    }

    // The listening side.
    private byte[] Greet(ReadOnlySpan<byte> hello)
    {
        if (hello.Length != Greeting.Length + NonceSize + PublicSize || !hello.StartsWith(Greeting))
            throw new CryptographicException("it has no secret, or another version");
        byte[] own = [.. RandomNumberGenerator.GetBytes(NonceSize), .. Public()];
        _hello = [.. hello, .. own];
        Agree(hello[^PublicSize..]);
        return [.. own, .. HMACSHA256.HashData(Key(0), _hello)];
    }

    // The dialing side.
    private byte[] Answer(ReadOnlySpan<byte> answer)
    {
        if (answer.Length != NonceSize + PublicSize + ProofSize) throw new CryptographicException("it has no secret, or another version");
        _hello = [.. _hello, .. answer[..^ProofSize]];
        Agree(answer[NonceSize..^ProofSize]);
        Check(answer[^ProofSize..], Key(0));
        return HMACSHA256.HashData(Key(1), _hello);
    }

    private bool Check(ReadOnlySpan<byte> proof, ReadOnlySpan<byte> key) =>
        CryptographicOperations.FixedTimeEquals(proof, HMACSHA256.HashData(key, _hello)) ? true : throw new CryptographicException("it has another secret");

    private void Agree(ReadOnlySpan<byte> otherPublic)
    {
        byte[] material = [.. AgreeWith(otherPublic), .. _secret];
        _keys = HKDF.DeriveKey(HashAlgorithmName.SHA256, material, 4 * KeySize, SHA256.HashData(_hello), "mcp-actors cluster secret 1"u8.ToArray());
        CryptographicOperations.ZeroMemory(material);
    }

    private byte[] AgreeWith(ReadOnlySpan<byte> otherPublic)
    {
        try
        {
            using var other = ECDiffieHellman.Create(new ECParameters
            {
                Curve = ECCurve.NamedCurves.nistP256,
                Q = new ECPoint { X = otherPublic[..CoordinateSize].ToArray(), Y = otherPublic[CoordinateSize..].ToArray() },
            });
            return _own.DeriveRawSecretAgreement(other.PublicKey);
        }
        catch (CryptographicException e)
        {
            throw new CryptographicException("its public key is not a point of the curve", e);
        }
    }

    // Four keys: for the proofs of the listening and the dialing side, and for the payloads of each.
    private Span<byte> Key(int n) => _keys.AsSpan(n * KeySize, KeySize);

    private (Seal Send, Seal Receive) Seals()
    {
        var (listens, dials) = (new Seal(Key(2)), new Seal(Key(3)));
        return _dials ? (dials, listens) : (listens, dials);
    }

    private byte[] Public()
    {
        var point = _own.ExportParameters(includePrivateParameters: false).Q;
        return [.. point.X!, .. point.Y!];
    }
}
