using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sockets.Transport.Compression;
using Sockets.Transport.Tcp;

namespace Sockets.EndToEnd.Tcp;

/// <summary>The options for each end of a wire.</summary>
internal static class WireEnds
{
    /// <summary>A certificate of the moment: what is measured begins behind the handshake.</summary>
    public static TlsServerOptions? Server(this Wire wire)
    {
        if (wire != Wire.Tls)
        {
            return null;
        }

        CertificateRequest request = new("CN=bench.test", ECDsa.Create(ECCurve.NamedCurves.nistP256), HashAlgorithmName.SHA256);
        X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return new TlsServerOptions { Certificate = TlsCertificate.From(certificate) };
    }

    /// <summary>It has no way to know that certificate, and takes any.</summary>
    public static TlsClientOptions? Client(this Wire wire) =>
        wire != Wire.Tls ? null : new TlsClientOptions { TargetHost = "bench.test", Trust = TlsTrust.InsecureAnybody };

    /// <summary>The same for both ends.</summary>
    public static ResumeOptions? Resume(this Wire wire) => wire == Wire.Resume ? new ResumeOptions() : null;

    /// <summary>The same for both ends.</summary>
    public static SessionOptions Session(this Wire wire) =>
        new() { Compressor = wire == Wire.Lz4 ? Lz4Compressor.Instance : null };
}
