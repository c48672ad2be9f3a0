-- A finished job that somebody still needs, whatever its age: its callback is still to be made. Written by job, so that who
-- removes jobs looks at nothing but jobs.
alter table job add column kept boolean default false not null;
update job set kept = true
where state = 'finished' and exists (select 1 from delivery where delivery.job_id = job.id and delivery.state = 'pending');

-- What kind of failure an attempt was, in one word; the advice follows from it.
alter table delivery_attempt add column trouble varchar(40);
update delivery_attempt set trouble = case
    when error like '%could not be looked up in time' then 'lookup_timed_out'
    when error like 'UnknownHostException%' then 'name_unknown'
    when error like '%No setting allows it.' then 'address_never_allowed'
    when error like '%CALLBACK_PRIVATE_NETWORKS=allow%' then 'address_private'
    when error like '%CALLBACK_ALLOWED_HOSTS is set%' then 'address_not_listed'
    when error like '%CALLBACK_REQUIRE_HTTPS=false would allow http.' then 'https_required'
    when error like '%Connection refused%' then 'connection_refused'
    when error like '%Connection timed out%' then 'connect_timed_out'
    when error like 'NoRouteToHostException%' then 'unreachable'
    when error like 'SSLHandshakeException%PKIX%' then 'certificate_refused'
    when error like 'SSLPeerUnverifiedException%' then 'certificate_refused'
    when error like 'SSL%' then 'tls_failed'
    when error like 'timed out after%' then 'timed_out'
    when error like 'NoHttpResponseException%' then 'connection_lost'
    when error like 'SocketException%' then 'connection_lost'
    when error like 'the link to the result could not be signed anew%' then 'link_not_signed'
    when error like 'the result is no longer kept%' then 'result_gone'
    when error like 'the result was damaged%' then 'result_damaged'
    else 'other' end
where status is null and error is not null;
