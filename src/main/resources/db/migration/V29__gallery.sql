-- The picture that stands for a video until it plays, in the same bucket; and when the bucket was last asked for the video, so that
-- the gallery lists none that is gone.
alter table video_file add column poster_key varchar(1024);
alter table video_file add column looked_at timestamp(6) with time zone;
create index video_file_looked_idx on video_file (looked_at);
