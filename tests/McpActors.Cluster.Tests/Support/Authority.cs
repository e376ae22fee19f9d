using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace McpActors.Cluster.Tests.Support;

/// <summary>A certificate authority and a node certificate that it has issued, as files.</summary>
internal sealed class Authority
{
    public const string Password = "not a secret";

    private static readonly DateTimeOffset From = DateTimeOffset.UtcNow.AddDays(-1), To = DateTimeOffset.UtcNow.AddDays(1);

    public Authority(string folder, string name)
    {
        TrustFile = Path.Combine(folder, name + ".pem");
        NodeFile = Path.Combine(folder, name + ".pfx");
        using var rootKey = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", rootKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        using var root = request.CreateSelfSigned(From, To);
        File.WriteAllText(TrustFile, root.ExportCertificatePem());

        using var key = RSA.Create(2048);
        var ofNode = new CertificateRequest("CN=mcpactors-node", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("mcpactors-node");
        ofNode.CertificateExtensions.Add(names.Build());
        using var certificate = ofNode.Create(root, From, To, RandomNumberGenerator.GetBytes(8));
        using var withKey = certificate.CopyWithPrivateKey(key);
        File.WriteAllBytes(NodeFile, withKey.Export(X509ContentType.Pfx, Password));
    }

    /// <summary>The trusted certificates, for SSL_CERT_FILE, which .NET uses on Linux.</summary>
    public string TrustFile { get; }

    /// <summary>The certificate of a node, with its key.</summary>
    public string NodeFile { get; }
}
