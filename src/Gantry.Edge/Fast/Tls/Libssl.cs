using System.Runtime.InteropServices;

namespace Gantry.Edge.Fast.Tls;

/// <summary>
/// The calls of OpenSSL 3 that handshakes and records are made with: the library of the system, which the runtime uses too, so that it is
/// kept safe together with the system.
/// </summary>
internal static unsafe partial class Libssl
{
    private const string Library = "libssl.so.3";

    public const int ModePartialWrite = 1, ModeMovingBuffer = 2, ModeReleaseBuffers = 16;
    public const int Tls12 = 0x0303, Tls13 = 0x0304;
    public const int AlertFatal = 2, NoAck = 3, Ok = 0;
    public const int WantRead = 2, ZeroReturn = 6;
    public const int HostName = 0;
    public const int VerifyPeer = 1, VerifyRequires = 2;
    public const ulong ServerPreference = 1UL << 22, NoRenegotiation = 1UL << 30, NoCompression = 1UL << 17, PreferChaCha = 1UL << 21, IgnoreEof = 1UL << 7;

    private const int SetMode = 33, SetReadAhead = 41, SetCacheMode = 44, SetServerNameCallback = 53, SetServerNameArgument = 54, AddChainCertificate = 89, SetGroups = 92, SetMinimum = 123;

    /// <summary>Whether it can be loaded.</summary>
    public static bool IsHere => NativeLibrary.TryLoad(Library, out _) && NativeLibrary.TryLoad(Libcrypto.Library, out _);

    [LibraryImport(Library, EntryPoint = "TLS_server_method")]
    public static partial nint ServerMethod();

    [LibraryImport(Library, EntryPoint = "SSL_CTX_new")]
    public static partial nint NewContext(nint method);

    [LibraryImport(Library, EntryPoint = "SSL_CTX_free")]
    public static partial void FreeContext(nint context);

    [LibraryImport(Library, EntryPoint = "SSL_CTX_set_options")]
    public static partial ulong SetOptions(nint context, ulong options);

    [LibraryImport(Library, EntryPoint = "SSL_CTX_set_cipher_list", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SetSuites12(nint context, string suites);

    [LibraryImport(Library, EntryPoint = "SSL_CTX_set_ciphersuites", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SetSuites13(nint context, string suites);

    [LibraryImport(Library, EntryPoint = "SSL_CTX_set_alpn_select_cb")]
    public static partial void SetAlpn(nint context, delegate* unmanaged<nint, byte**, byte*, byte*, uint, nint, int> select, nint argument);

    [LibraryImport(Library, EntryPoint = "SSL_CTX_set_client_hello_cb")]
    public static partial void SetHello(nint context, delegate* unmanaged<nint, int*, nint, int> look, nint argument);

    [LibraryImport(Library, EntryPoint = "SSL_client_hello_get0_ext")]
    public static partial int HelloPart(nint link, uint kind, byte** part, nint* length);

    [LibraryImport(Library, EntryPoint = "SSL_CTX_use_certificate")]
    public static partial int UseCertificate(nint context, nint certificate);

    [LibraryImport(Library, EntryPoint = "SSL_CTX_use_PrivateKey")]
    public static partial int UseKey(nint context, nint key);

    [LibraryImport(Library, EntryPoint = "SSL_CTX_set_session_id_context")]
    public static partial int SetSessionContext(nint context, byte* name, uint length);

    [LibraryImport(Library, EntryPoint = "SSL_CTX_set_cert_verify_callback")]
    public static partial void SetJudge(nint context, delegate* unmanaged<nint, nint, int> judge, nint argument);

    [LibraryImport(Library, EntryPoint = "SSL_set_session_id_context")]
    public static partial int SetSessionContextOf(nint link, byte* name, uint length);

    [LibraryImport(Library, EntryPoint = "SSL_set_verify")]
    public static partial void SetVerify(nint link, int mode, nint callback);

    [LibraryImport(Library, EntryPoint = "SSL_add_client_CA")]
    public static partial int AddClientAuthority(nint link, nint certificate);

    [LibraryImport(Library, EntryPoint = "SSL_set_ex_data")]
    public static partial int SetData(nint link, int place, nint data);

    [LibraryImport(Library, EntryPoint = "SSL_get_ex_data")]
    public static partial nint Data(nint link, int place);

    /// <summary>Where what is judged has the session that it is judged for.</summary>
    [LibraryImport(Library, EntryPoint = "SSL_get_ex_data_X509_STORE_CTX_idx")]
    public static partial int StoreIndex();

    [LibraryImport(Library, EntryPoint = "SSL_session_reused")]
    public static partial int IsResumed(nint link);

    /// <summary>Stays the session's.</summary>
    [LibraryImport(Library, EntryPoint = "SSL_get0_peer_certificate")]
    public static partial nint PeerCertificate(nint link);

    [LibraryImport(Library, EntryPoint = "SSL_new")]
    public static partial nint New(nint context);

    [LibraryImport(Library, EntryPoint = "SSL_free")]
    public static partial void Free(nint link);

    [LibraryImport(Library, EntryPoint = "SSL_set_bio")]
    public static partial void SetPort(nint link, nint read, nint write);

    [LibraryImport(Library, EntryPoint = "SSL_set_accept_state")]
    public static partial void SetServer(nint link);

    [LibraryImport(Library, EntryPoint = "SSL_do_handshake")]
    public static partial int Handshake(nint link);

    [LibraryImport(Library, EntryPoint = "SSL_read")]
    public static partial int Read(nint link, byte* to, int most);

    [LibraryImport(Library, EntryPoint = "SSL_write")]
    public static partial int Write(nint link, byte* from, int length);

    [LibraryImport(Library, EntryPoint = "SSL_shutdown")]
    public static partial int Shutdown(nint link);

    [LibraryImport(Library, EntryPoint = "SSL_get_error")]
    public static partial int ErrorOf(nint link, int result);

    [LibraryImport(Library, EntryPoint = "SSL_has_pending")]
    [SuppressGCTransition]
    public static partial int HasPending(nint link);

    [LibraryImport(Library, EntryPoint = "SSL_get_servername")]
    public static partial byte* ServerName(nint link, int kind);

    [LibraryImport(Library, EntryPoint = "SSL_set_SSL_CTX")]
    public static partial nint UseContext(nint link, nint context);

    [LibraryImport(Library, EntryPoint = "SSL_get0_alpn_selected")]
    public static partial void Alpn(nint link, byte** protocol, uint* length);

    [LibraryImport(Library, EntryPoint = "SSL_version")]
    public static partial int Version(nint link);

    [LibraryImport(Library, EntryPoint = "SSL_get_current_cipher")]
    public static partial nint Suite(nint link);

    [LibraryImport(Library, EntryPoint = "SSL_CIPHER_get_protocol_id")]
    public static partial ushort NumberOf(nint suite);

    [LibraryImport(Library, EntryPoint = "SSL_CTX_ctrl")]
    private static partial nint Control(nint context, int what, nint number, void* pointer);

    [LibraryImport(Library, EntryPoint = "SSL_CTX_callback_ctrl")]
    private static partial nint Control(nint context, int what, delegate* unmanaged<nint, int*, nint, int> callback);

    public static void Prepare(nint context)
    {
        const int CacheOff = 0;
        _ = Control(context, SetMinimum, Tls12, null);
        _ = Control(context, SetMode, ModePartialWrite | ModeMovingBuffer | ModeReleaseBuffers, null);
        _ = Control(context, SetReadAhead, 1, null);
        // Sessions are in the tickets, not here.
        _ = Control(context, SetCacheMode, CacheOff, null);
    }

    public static bool SetGroupsOf(nint context, ReadOnlySpan<byte> groups)
    {
        fixed (byte* list = groups) return Control(context, SetGroups, 0, list) == 1;
    }

    public static bool AddToChain(nint context, nint certificate)
    {
        const int CountsIt = 1;
        return Control(context, AddChainCertificate, CountsIt, (void*)certificate) == 1;
    }

    public static void SetServerName(nint context, delegate* unmanaged<nint, int*, nint, int> choose, nint argument)
    {
        _ = Control(context, SetServerNameCallback, choose);
        _ = Control(context, SetServerNameArgument, 0, (void*)argument);
    }
}
